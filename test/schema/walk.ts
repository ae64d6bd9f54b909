import type { Schema } from './vendored-crds';

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `spec` and `rules` and 0 become `spec.rules[0]`. */
export function at(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path ? `${path}.${key}` : key;
}

export function propertySchema(schema: Schema, name: string): Schema | undefined {
  if (schema.properties?.[name]) return schema.properties[name];
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

/** Visits the value and everything in it that has a schema, parents first. */
export function walk(
  value: unknown,
  schema: Schema,
  visit: (value: unknown, schema: Schema, path: string) => void,
  path = '',
): void {
  visit(value, schema, path);
  const { items } = schema;
  if (Array.isArray(value) && items) {
    value.forEach((item, index) => {
      walk(item, items, visit, at(path, index));
    });
  }
  if (!isFields(value)) return;
  for (const [name, field] of Object.entries(value)) {
    const property = propertySchema(schema, name);
    if (property) walk(field, property, visit, at(path, name));
  }
}
