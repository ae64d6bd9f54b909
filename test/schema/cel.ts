import { isIP } from 'node:net';
import { type CelInput, CelScalar, celEnv, celFunc, isCelError, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import type { Rule, Schema } from './vendored-crds';
import { isFields, propertySchema, walk } from './walk';

/** Of what Kubernetes adds to CEL, all that the vendored rules call; a rule that calls more is reported, not skipped. */
const KUBERNETES = [celFunc('isIP', [CelScalar.STRING], CelScalar.BOOL, (text) => isIP(text) !== 0)];

const env = celEnv({ funcs: [...strings, ...KUBERNETES] });

/** Reserved words of CEL: Kubernetes spells a field of that name `__namespace__`. */
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

const ESCAPES: Record<string, string> = { __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };

function escaped(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return name.replace(/__|[./-]/g, (part) => ESCAPES[part]);
}

/** The value as CEL types it: whole numbers are `int` unless the schema says `number`, and field names are escaped. */
function celValue(value: unknown, schema: Schema | undefined): CelInput {
  if (Array.isArray(value)) return value.map((item) => celValue(item, schema?.items));
  if (isFields(value)) {
    const entries = Object.entries(value).map(([name, field]): [string, CelInput] => [
      schema?.properties?.[name] ? escaped(name) : name,
      celValue(field, schema && propertySchema(schema, name)),
    ]);
    return new Map(entries);
  }
  if (typeof value === 'number' && Number.isInteger(value) && schema?.type !== 'number') return BigInt(value);
  return value as CelInput;
}

const planned = new Map<string, ReturnType<typeof plan>>();

function broken({ rule, message }: Rule, self: CelInput): string | undefined {
  try {
    const evaluate = planned.get(rule) ?? plan(env, parse(rule));
    planned.set(rule, evaluate);
    const result = evaluate({ self });
    if (result === true) return undefined;
    // The API server refuses the object too if a rule cannot be evaluated on it.
    if (isCelError(result)) return `${message ?? rule} (the rule fails: ${result.message})`;
    return message ?? rule;
  } catch (error) {
    return `the rule '${rule}' cannot be read: ${(error as Error).message}`;
  }
}

/** One line for each CEL rule that the object breaks. Defaults must be filled in: rules rely on them. */
export function ruleViolations(object: unknown, schema: Schema): string[] {
  const lines: string[] = [];
  walk(object, schema, (value, { 'x-kubernetes-validations': rules = [], ...own }, path) => {
    // A rule about oldSelf judges an update, and there is nothing to update from.
    const applicable = value === null ? [] : rules.filter(({ rule }) => !rule.includes('oldSelf'));
    if (applicable.length === 0) return;
    const self = celValue(value, own);
    for (const rule of applicable) {
      const reason = broken(rule, self);
      if (reason) lines.push(`${path}: ${reason}`);
    }
  });
  return lines;
}
