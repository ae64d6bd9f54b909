import { VLLM_FLAGS, VLLM_PARTIAL_FLAGS, type VllmFlagKind } from './vllm-flags';
import { RESERVED_FLAGS, UNSAFE_FLAGS } from './vllm-refused-flags';

/** Flags that take `25.6k` for a number. */
const HUMAN_READABLE = ['kv-cache-memory-bytes', 'max-num-batched-tokens'];

const NUMBER: Partial<Record<VllmFlagKind, RegExp>> = {
  int: /^-?\d+$/,
  float: /^-?\d+(\.\d+)?([eE]-?\d+)?$/,
};

interface Flag {
  readonly name: string;
  readonly negated: boolean;
  readonly kind: VllmFlagKind;
}

function entry(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Flags come and go with minor versions. */
function minor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** What a version knows of a flag. The partial table has `KIND: VERSION, VERSION`. */
function kindOf(flag: string, name: string, version: string): VllmFlagKind | undefined {
  const kind = entry(VLLM_FLAGS, name);
  if (kind !== undefined) return kind as VllmFlagKind;
  const [partial, versions = ''] = entry(VLLM_PARTIAL_FLAGS, name)?.split(': ') ?? [];
  if (partial !== undefined && !versions.split(', ').some((known) => minor(known) === minor(version.slice(1)))) {
    throw new Error(
      `'args' has '${flag}', which vLLM ${version} does not know, but ${versions} do: leave it out, or set 'version'`,
    );
  }
  return partial as VllmFlagKind | undefined;
}

/** vLLM takes `_` for `-`, and `--no-x` for the opposite of a boolean `--x`. */
function parse(flag: string, version: string): Flag {
  if (!flag.startsWith('--')) {
    throw new Error(`'args' has '${flag}', which must start with '--': write '--${flag.replace(/^-+/, '')}'`);
  }
  const name = flag.slice(2).replaceAll('_', '-');
  const kind = kindOf(flag, name, version);
  if (kind !== undefined) return { name, negated: false, kind };
  const positive = name.replace(/^no-/, '');
  if (name !== positive && kindOf(flag, positive, version) === 'bool') {
    return { name: positive, negated: true, kind: 'bool' };
  }
  throw new Error(`'args' has '${flag}', which vLLM does not know (abbreviations do not count): write its full name`);
}

function booleanWord(flag: string, { name, negated, kind }: Flag, value: string): string {
  if (value !== 'true' && !(value === 'false' && kind === 'bool')) {
    const allowed = kind === 'bool' ? "'true' or 'false'" : "'true'";
    throw new Error(`'args' has '${flag}' with the value '${value}', which must be ${allowed}`);
  }
  return (value === 'true') === negated ? `--no-${name}` : `--${name}`;
}

function words(flag: string, parsed: Flag, value: string): string[] {
  const { name, kind } = parsed;
  if (kind === 'bool' || kind === 'switch') return [booleanWord(flag, parsed, value)];
  if (value === '') throw new Error(`'args' has '${flag}' without a value: write one`);
  const pattern = HUMAN_READABLE.includes(name) ? /^\d+(\.\d+)?[kKmMgG]?$/ : NUMBER[kind];
  if (pattern !== undefined && !pattern.test(value)) {
    throw new Error(`'args' has '${flag}' with the value '${value}', which must be a number`);
  }
  if (kind === 'json') checkJson(flag, value);
  if (kind === 'list') return [`--${name}`, ...listItems(flag, value)];
  return [`--${name}=${value}`];
}

/** The words of a list. A word with a dash would be read as the next flag. */
function listItems(flag: string, value: string): string[] {
  const items = value.trim().split(/\s+/);
  const hidden = items.find((item) => item.startsWith('-'));
  if (hidden !== undefined) {
    throw new Error(
      `'args' has '${flag}' with the value '${value}', in which '${hidden}' would be a flag: leave it out`,
    );
  }
  return items;
}

function checkJson(flag: string, value: string): void {
  try {
    JSON.parse(value);
  } catch {
    throw new Error(`'args' has '${flag}' with the value '${value}', which must be JSON`);
  }
}

/**
 * The user's own arguments, sorted by flag.
 *
 * @throws if a flag is unknown to the version, reserved, unsafe or repeated, or if its value has the wrong form
 */
export function userArguments(args: { [flag: string]: string }, version: string): string[] {
  const seen = new Map<string, string>();
  const rendered = Object.entries(args).map(([flag, value]) => {
    const bare = flag
      .toLowerCase()
      .replaceAll('_', '-')
      .replace(/^-+(no-)*/, '');
    const reserved = entry(RESERVED_FLAGS, bare);
    if (reserved !== undefined) throw new Error(`'args' must not set '${flag}', which is reserved: ${reserved}`);
    const unsafe = entry(UNSAFE_FLAGS, bare);
    if (unsafe !== undefined) {
      throw new Error(`'args' must not set '${flag}': ${unsafe}; add it with an overlay of the Deployment if you must`);
    }
    const parsed = parse(flag, version);
    const other = seen.get(parsed.name);
    if (other !== undefined) {
      throw new Error(`'args' has '${flag}' and '${other}', which are the same flag: leave one out`);
    }
    seen.set(parsed.name, flag);
    return { name: parsed.name, words: words(flag, parsed, value) };
  });
  return rendered.sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((argument) => argument.words);
}
