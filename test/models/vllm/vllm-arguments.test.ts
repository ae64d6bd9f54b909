import { Engine, Versions } from 'cdk8s-inference-gateway';
import { VLLM_FLAGS, VLLM_PARTIAL_FLAGS } from '../../../lib/models/vllm/vllm-flags';
import { RESERVED_FLAGS, UNSAFE_FLAGS } from '../../../lib/models/vllm/vllm-refused-flags';
import { team } from '../../programs';
import { refuses } from '../../refuses';
import { containerOf, find } from '../../render';

/** The user's own part of the command line. */
function rendered(args: Record<string, string>, version?: string): string[] {
  const of = (own: Record<string, string>) =>
    containerOf(find(team({ pool: { engine: Engine.vllm({ args: own, version }) } }).app, 'Deployment', 'qwen3')).args;
  const base = of({});
  const all = of(args);
  expect(all.slice(0, base.length)).toEqual(base);
  return all.slice(base.length);
}

test.each([
  ['a number', { '--block-size': '32' }, ['--block-size=32']],
  ['a negative number', { '--max-logprobs': '-1' }, ['--max-logprobs=-1']],
  ['a fraction', { '--cpu-offload-gb': '1.5' }, ['--cpu-offload-gb=1.5']],
  ['a number with k', { '--max-num-batched-tokens': '25.6k' }, ['--max-num-batched-tokens=25.6k']],
  ['text', { '--response-role': 'bot' }, ['--response-role=bot']],
  ['text with spaces', { '--response-role': 'a {{ role }}' }, ['--response-role=a {{ role }}']],
  ['JSON', { '--hf-overrides': '{"a": 1}' }, ['--hf-overrides={"a": 1}']],
  ['a list', { '--allowed-media-domains': 'a.com  b.com' }, ['--allowed-media-domains', 'a.com', 'b.com']],
  ['true', { '--enforce-eager': 'true' }, ['--enforce-eager']],
  ['false', { '--enforce-eager': 'false' }, ['--no-enforce-eager']],
  ['the negative form', { '--no-enable-prefix-caching': 'true' }, ['--no-enable-prefix-caching']],
  ['the negated negative form', { '--no-enable-prefix-caching': 'false' }, ['--enable-prefix-caching']],
  ['a switch', { '--aggregate-engine-logging': 'true' }, ['--aggregate-engine-logging']],
  ['underscores', { '--block_size': '32' }, ['--block-size=32']],
])('writes %s as vLLM reads it', (_, args, words) => {
  expect(rendered(args)).toEqual(words);
});

test('sorts the own arguments by name, whatever their order in the program', () => {
  const args = { '--seed': '1', '--no-enforce-eager': 'true', '--block-size': '16' };
  const reversed = Object.fromEntries(Object.entries(args).reverse());
  expect(rendered(args)).toEqual(['--block-size=16', '--no-enforce-eager', '--seed=1']);
  expect(rendered(reversed)).toEqual(rendered(args));
});

test('a flag of some versions is accepted with these', () => {
  expect(rendered({ '--max-num-queued-reqs': '8' }, Versions.VLLM.lock)).toEqual(['--max-num-queued-reqs=8']);
});

function refusesArgs(what: string, args: Record<string, string>, ...parts: string[]): void {
  refuses(what, () => Engine.vllm({ args }), "'args'", ...parts);
}

refusesArgs(
  'the flag that takes its metrics away from the picker',
  { '--disable-log-stats': 'true' },
  "must not set '--disable-log-stats'",
  'picker',
);
refusesArgs('an unknown flag', { '--max-model-length': '1' }, "'--max-model-length'", 'does not know', 'full name');
refusesArgs('an abbreviation', { '--block': '32' }, "'--block'", 'abbreviations do not count');
refusesArgs('a short flag', { '-O': '3' }, "'-O'", "must start with '--'", "write '--O'");
refusesArgs('a flag with its value', { '--seed=1': '' }, "'--seed=1'");
refusesArgs('a flag of the prototype', { '--constructor': '1' }, "'--constructor'", 'does not know');
refusesArgs('an empty value', { '--response-role': '' }, "'--response-role'", 'without a value', 'write one');
refusesArgs('text for a number', { '--block-size': 'large' }, "'--block-size'", "'large'", 'must be a number');
refusesArgs('a fraction for a whole number', { '--block-size': '1.5' }, "'1.5'", 'must be a number');
refusesArgs('text for JSON', { '--hf-overrides': '{a: 1}' }, "'{a: 1}'", 'must be JSON');
refusesArgs('a number for a boolean', { '--enforce-eager': '1' }, "'1'", "'true' or 'false'");
refusesArgs('false for a switch', { '--aggregate-engine-logging': 'false' }, "'false'", "'true'");
refusesArgs(
  'one flag in two spellings',
  { '--block-size': '16', '--block_size': '32' },
  "'--block_size' and '--block-size'",
  'the same flag',
  'leave one out',
);
refusesArgs(
  'a flag and its opposite',
  { '--enforce-eager': 'true', '--no-enforce-eager': 'true' },
  'the same flag',
  'leave one out',
);
refuses(
  'a flag that the version does not know yet',
  () => Engine.vllm({ version: 'v0.18.0', args: { '--max-num-queued-reqs': '8' } }),
  "'--max-num-queued-reqs'",
  'vLLM v0.18.0 does not know',
  '0.32.0',
);
refuses(
  'a flag that the version knows no more',
  () => Engine.vllm({ args: { '--calculate-kv-scales': 'true' } }),
  "'--calculate-kv-scales'",
  `vLLM ${Versions.VLLM.lock} does not know, but 0.18.0 do`,
);

describe('refuses the reserved flag', () => {
  test.each(Object.entries(RESERVED_FLAGS))('--%s, and says who sets it', (name, reason) => {
    expect(() => Engine.vllm({ args: { [`--${name}`]: '1' } })).toThrow(
      `'args' must not set '--${name}', which is reserved: ${reason}`,
    );
  });

  test('in the other spelling', () => {
    expect(() => Engine.vllm({ args: { '--served_model_name': 'x' } })).toThrow(
      "'--served_model_name', which is reserved",
    );
  });

  test('in the negative form', () => {
    expect(() => Engine.vllm({ args: { '--no-headless': 'true' } })).toThrow("'--no-headless', which is reserved");
  });
});

describe('refuses the unsafe flag', () => {
  test.each(Object.entries(UNSAFE_FLAGS))('--%s, and says why', (name, reason) => {
    for (const flag of [`--${name}`, `--${name.replaceAll('-', '_')}`, `--no-${name}`]) {
      expect(() => Engine.vllm({ args: { [flag]: 'true' } })).toThrow(`'args' must not set '${flag}': ${reason}`);
    }
  });

  test.each(Object.keys(UNSAFE_FLAGS))('--%s in disguise', (name) => {
    for (const flag of [
      `--no_${name}`,
      `--no_${name.replaceAll('-', '_')}`,
      `--NO-${name}`,
      `---${name}`,
      `--no-no-${name}`,
    ]) {
      expect(() => Engine.vllm({ args: { [flag]: 'false' } })).toThrow("'args'");
    }
  });
});

test('a reserved flag says another property, or why there is none', () => {
  for (const reason of Object.values(RESERVED_FLAGS)) expect(reason.length).toBeGreaterThan(10);
});

test('every refused flag exists in some version', () => {
  const known = { ...VLLM_FLAGS, ...VLLM_PARTIAL_FLAGS };
  const refused = [...Object.keys(RESERVED_FLAGS), ...Object.keys(UNSAFE_FLAGS)];
  expect(refused.filter((name) => !Object.hasOwn(known, name))).toEqual([]);
});

test('every flag that takes the name of a class to load is refused', () => {
  const classes = Object.keys(VLLM_FLAGS).filter((name) =>
    /-cls$|^middleware$|-plugin$|^logits-processors$/.test(name),
  );
  expect(classes.filter((name) => !Object.hasOwn(UNSAFE_FLAGS, name))).toEqual([]);
});

test.each([
  ['an unsafe flag', 'a.com --trust-remote-code'],
  ['a reserved flag', 'a.com --port=1'],
  ['a short flag', 'a.com -tp 8'],
])('refuses %s hidden in a list', (_, value) => {
  expect(() => Engine.vllm({ args: { '--allowed-media-domains': value } })).toThrow(
    /'args' has '--allowed-media-domains'/,
  );
});

test('no empty word is written for spaces around a list', () => {
  expect(rendered({ '--allowed-media-domains': ' a.com ' })).toEqual(['--allowed-media-domains', 'a.com']);
});
