import type { Schema } from './vendored-crds';
import { at, isFields, walk } from './walk';

/** A copy with the defaults that the API server would fill in, and the paths of the fields that it would add. */
export function withDefaults<T>(object: T, schema: Schema): { readonly copy: T; readonly added: string[] } {
  const copy = structuredClone(object);
  const added: string[] = [];
  // Parents first: a default object is filled in before the defaults of its own fields are looked for.
  walk(copy, schema, (value, { properties = {} }, path) => {
    if (!isFields(value)) return;
    for (const [name, property] of Object.entries(properties)) {
      if (property.default === undefined || value[name] !== undefined) continue;
      value[name] = structuredClone(property.default);
      added.push(at(path, name));
    }
  });
  // What stands in a default is part of it: only the field that is absent from the manifest is named.
  return { copy, added: added.filter((path) => !added.some((other) => path.startsWith(`${other}.`))) };
}
