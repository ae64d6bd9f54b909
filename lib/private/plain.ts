import { Lazy } from 'cdk8s';

/** What is neither text, number, boolean, list, plain object nor `Lazy`: only cdk8s knows how to render it. */
class NotPlain extends Error {}

/** Resolves and sorts as cdk8s does: what is late is asked for, what is null or undefined is left out, keys are sorted. */
function plain(value: unknown): unknown {
  // A function would make a token of the object that has it.
  if (typeof value === 'function') throw new NotPlain();
  if (typeof value !== 'object') return value;
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Lazy) return plain(value.produce());
  if (value.constructor !== Object) throw new NotPlain();
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const item = plain((value as Record<string, unknown>)[key]);
    if (item !== undefined) result[key] = item;
  }
  return result;
}

/** An object as cdk8s renders it; undefined if it has something that only cdk8s can render. */
export function plainObject(object: { readonly [field: string]: unknown }): { [field: string]: unknown } | undefined {
  try {
    return plain(object) as { [field: string]: unknown };
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}
