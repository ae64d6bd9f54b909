import { eventually } from './eventually';
import { type KubeObject, read } from './kubectl';

/** A condition of an object, or of one of its parents. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message?: string;
}

interface Conditions {
  readonly conditions?: readonly Condition[];
}

/** The conditions of an object: its own, and those that each of its parents gave it. */
export function conditions({ status }: KubeObject): Condition[] {
  const { conditions: own = [], parents = [] } = (status ?? {}) as Conditions & { parents?: readonly Conditions[] };
  return [...own, ...parents.flatMap((parent) => parent.conditions ?? [])];
}

/** A condition as people read it. */
export function sentence({ type, status, reason, message }: Condition): string {
  return `${type}=${status} (${reason}) ${message ?? ''}`.trim();
}

/** Waits until an object has these conditions, each from every parent that knows it. */
export async function waitForConditions(object: KubeObject, types: readonly string[], seconds: number): Promise<void> {
  const { kind, metadata } = object;
  await eventually(seconds, async () => {
    const all = conditions((await read(kind, metadata.name, metadata.namespace)) ?? object);
    const unmet = types.filter((type) => {
      const known = all.filter((condition) => condition.type === type);
      return known.length === 0 || known.some(({ status }) => status !== 'True');
    });
    if (unmet.length > 0) {
      const found = all.map(sentence).join('; ') || 'no conditions';
      throw new Error(`${kind} ${metadata.namespace}/${metadata.name} is not ${unmet.join(', ')}: ${found}`);
    }
  });
}

/** Waits until an object has a condition, whatever it says; returns it as people read it. */
export async function verdict({ kind, metadata }: KubeObject, type: string): Promise<string> {
  return await eventually(30, async () => {
    const object = await read(kind, metadata.name, metadata.namespace);
    const found = object && conditions(object).find((condition) => condition.type === type);
    if (found === undefined) throw new Error(`${kind} ${metadata.namespace}/${metadata.name} has no ${type}`);
    return sentence(found);
  });
}
