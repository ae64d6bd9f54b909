/** A JSON object. */
export type Fields = { readonly [field: string]: unknown };

/** A value as an object: an empty one if it is none, so that missing and malformed fields read alike. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The value at a path of fields. */
export function at(value: unknown, ...path: string[]): unknown {
  let inner = value;
  // A loop: this is called for every field of every object.
  for (const field of path) {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return undefined;
    inner = (inner as Fields)[field];
  }
  return inner;
}

/** The object at a path. */
export function fieldsAt(value: unknown, ...path: string[]): Fields {
  return fields(at(value, ...path));
}

/** The items of the list at a path, as objects. */
export function itemsAt(value: unknown, ...path: string[]): Fields[] {
  return listAt(value, ...path).map(fields);
}

/** The list at a path: an empty one if there is none. */
export function listAt(value: unknown, ...path: string[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The text at a path; a number counts as its digits. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : undefined;
}

/** The number at a path. */
export function numberAt(value: unknown, ...path: string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** The texts of the object at a path, such as labels. */
export function textsAt(value: unknown, ...path: string[]): Readonly<Record<string, string>> {
  const entries = Object.entries(fieldsAt(value, ...path));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
