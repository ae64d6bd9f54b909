import type { KubeObject } from '../kubectl';

/** A mistake that somebody could make, and the case that must not let it pass. */
export interface Mutation {
  readonly name: string;
  /** File of the case, without `.test.ts`. */
  readonly file: string;
  /** Sentence of the case, or the part of it that names it alone. */
  readonly case: string;
  /** A case that must come before it. */
  readonly after?: string;
  /** The object with the mistake; undefined leaves it out. */
  readonly change: (object: KubeObject) => KubeObject | undefined;
}

/** Any value of a manifest. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };

/** Whether an object is of a kind, and has a name where one is asked for. */
export function isA(object: KubeObject, kind: string, name?: string): boolean {
  return object.kind === kind && (name === undefined || object.metadata.name === name);
}

/** The object with each value at one key, wherever it stands, changed; undefined leaves the key out. */
export function atKey(object: KubeObject, key: string, change: (value: Json) => Json): KubeObject {
  const changed = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(changed);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, inner]) => [name, name === key ? change(inner) : changed(inner)]);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
  };
  return { ...object, spec: changed(object.spec as Json) as KubeObject['spec'] };
}
