import { isIP } from 'node:net';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Schema } from './vendored-crds';
import { at } from './walk';

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  // Patterns are RE2 as Go reads it, where `\-` is fine; with the unicode flag JavaScript refuses it.
  unicodeRegExp: false,
  formats: {
    int32: { type: 'number', validate: (value) => (value | 0) === value },
    int64: { type: 'number', validate: Number.isInteger },
    double: { type: 'number', validate: Number.isFinite },
    ipv4: (value) => isIP(value) === 4,
    ipv6: (value) => isIP(value) === 6,
  },
});

function mapValues<A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

/**
 * The schema with closed objects. The API server drops an unknown field without a word; in a test it is a typo.
 * Only structure is closed: what stands in allOf, anyOf, oneOf and not names some fields of a whole.
 */
function closed(schema: Schema): object {
  if (schema['x-kubernetes-int-or-string']) return { ...schema, type: ['integer', 'string'] };
  if (schema.type === 'array' && schema.items) return { ...schema, items: closed(schema.items) };
  if (schema.type !== 'object') return schema;
  const { properties, additionalProperties } = schema;
  const open = schema['x-kubernetes-preserve-unknown-fields'] ?? false;
  return {
    ...schema,
    ...(properties && { properties: mapValues(properties, closed) }),
    additionalProperties:
      typeof additionalProperties === 'object' ? closed(additionalProperties) : (additionalProperties ?? open),
  };
}

/** What ApiObject renders around `spec`: CRDs say no more of it than that it is there. */
function wholeObject(schema: Schema): object {
  const type = { type: 'string' };
  const properties = { apiVersion: type, kind: type, metadata: { type: 'object' } };
  const { properties: own, ...closedSchema } = closed(schema) as { properties?: object };
  return { ...closedSchema, properties: { ...own, ...properties } };
}

const compiled = new Map<Schema, ValidateFunction>();

/** One line for each place where the object is not what the schema says. */
export function structureViolations(object: unknown, schema: Schema): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(wholeObject(schema));
  compiled.set(schema, validate);
  validate(object);
  return (validate.errors ?? []).map(sentence);
}

function sentence({ instancePath, keyword, params, message }: ErrorObject): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .reduce((parent, key) => at(parent, /^\d+$/.test(key) ? Number(key) : key), '');
  if (keyword === 'additionalProperties') return `${at(path, params.additionalProperty)}: unknown field`;
  const allowed = keyword === 'enum' ? ` (${params.allowedValues.join(', ')})` : '';
  return `${path}: ${message}${allowed}`;
}
