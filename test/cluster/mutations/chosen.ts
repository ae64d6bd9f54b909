import type { KubeObject } from '../kubectl';
import { MUTATIONS } from './mutations';

/** The environment of a run with a mistake in it. */
export const VARIABLE = 'MUTATION';

/** The objects as they are, or with the mistake that this run is about. */
export function mutated(objects: readonly KubeObject[]): KubeObject[] {
  const name = process.env[VARIABLE];
  if (name === undefined) return [...objects];
  const mutation = MUTATIONS.find((each) => each.name === name);
  if (mutation === undefined) throw new Error(`${VARIABLE} (${name}) is none of mutations.ts`);
  return objects.map(mutation.change).filter((object) => object !== undefined);
}
