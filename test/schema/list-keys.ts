import type { Schema } from './vendored-crds';
import { isFields, walk } from './walk';

/** One line for each list with two items of the same key: server-side apply would merge them, so they are refused. */
export function listKeyViolations(object: unknown, schema: Schema): string[] {
  const lines: string[] = [];
  walk(object, schema, (value, own, path) => {
    const identity = Array.isArray(value) ? identityOf(own) : undefined;
    if (!identity || !Array.isArray(value)) return;
    const keys = value.map(identity);
    const twice = new Set(keys.filter((key, index) => keys.indexOf(key) !== index));
    for (const key of twice) lines.push(`${path}: two items with ${key}`);
  });
  return lines;
}

function identityOf(schema: Schema): ((item: unknown) => string) | undefined {
  if (schema['x-kubernetes-list-type'] === 'set') return (item) => JSON.stringify(item);
  if (schema['x-kubernetes-list-type'] !== 'map') return undefined;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return (item) => keys.map((key) => `${key} ${JSON.stringify(isFields(item) ? item[key] : undefined)}`).join(' and ');
}
