/** A JSON object. */
export type Json = { [key: string]: unknown };

/** Fields that name the items of Kubernetes lists, in the order of preference. */
const KEYS = ['name', 'containerPort', 'mountPath', 'port', 'number', 'topologyKey', 'key', 'ip'];

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field that tells the items of both lists apart, if there is one. */
function keyOf(base: unknown[], patch: unknown[]): string | undefined {
  const items = [...base, ...patch];
  if (!items.every(isObject)) return undefined;
  const distinct = (list: unknown[], key: string) =>
    new Set(list.map((item) => (item as Json)[key])).size === list.length;
  return KEYS.find(
    (key) => items.every((item) => item[key] !== undefined) && distinct(base, key) && distinct(patch, key),
  );
}

function mergeList(base: unknown[], patch: unknown[]): unknown[] {
  const key = keyOf(base, patch);
  if (key === undefined) return patch;
  const merged = base.map((item) => {
    const change = patch.find((other) => isObject(item) && isObject(other) && other[key] === item[key]);
    return change === undefined ? item : mergeByKey(item as Json, change as Json);
  });
  const added = patch.filter((item) => !base.some((other) => (other as Json)[key] === (item as Json)[key]));
  return [...merged, ...added];
}

/**
 * Merges a patch into an object as `kubectl patch --type=strategic` would: objects field by field, lists of named
 * items by their names, other lists as a whole; `null` removes a field.
 */
export function mergeByKey(base: Json, patch: Json): Json {
  const result: Json = { ...base };
  for (const [field, value] of Object.entries(patch)) {
    const old = result[field];
    if (value === null) delete result[field];
    else if (isObject(value)) result[field] = mergeByKey(isObject(old) ? old : {}, value);
    else if (Array.isArray(value) && Array.isArray(old)) result[field] = mergeList(old, value);
    else result[field] = value;
  }
  return result;
}
