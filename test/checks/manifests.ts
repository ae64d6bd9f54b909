import type { Finding } from '../../lib/checks/finding';
import type { External } from '../../lib/checks/graph/graph';
import { manifestOf } from '../../lib/checks/graph/manifest';
import { judge } from '../../lib/checks/judge';
import { exampleObjects } from '../example';
import type { Rendered } from '../render';

/** An object as a file would hold it. */
export type Plain = { [field: string]: unknown };

/** Objects that the examples leave to others. */
const OTHERS: readonly External[] = [
  { kind: 'Secret', namespace: 'ai-gateway', name: 'ai-example-com-tls' },
  { kind: 'Secret', namespace: 'ai-gateway', name: 'ai-shared-gateway-api-keys' },
  { kind: 'Secret', namespace: 'models', name: 'hf' },
  { kind: 'Secret', namespace: 'gateway-system', name: 'ai-gateway-cert' },
  { kind: 'Secret', namespace: 'ai-inference', name: 'hf' },
  { kind: 'Secret', namespace: 'ai', name: 'hugging-face' },
  { kind: 'Secret', namespace: 'llm', name: 'hf' },
  { kind: 'PersistentVolumeClaim', namespace: 'llm', name: 'adapters' },
];

/** Findings on plain objects. */
export function findingsOn(objects: readonly (Plain | Rendered)[], externals = OTHERS): Finding[] {
  return judge(
    objects.map((object) => manifestOf(object, {})),
    externals,
  );
}

/** What rules find, in short: `rule severity Kind namespace/name`. */
export function found(objects: readonly (Plain | Rendered)[], externals = OTHERS): string[] {
  return findingsOn(objects, externals).map(
    ({ rule, severity, object: { kind, namespace, name } }) =>
      `${rule} ${severity} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
  );
}

/** Objects of an example that rules find nothing wrong with. */
export function correct(example = 'tenants'): Rendered[] {
  return exampleObjects(example, false);
}

/** Copies of objects in which the one of this kind and name has a text replaced. */
export function changed(
  objects: Rendered[],
  kind: string,
  name: string,
  from: string | RegExp,
  to: string,
): Rendered[] {
  const hits = objects.filter((object) => object.kind === kind && object.metadata.name === name);
  expect(hits).toHaveLength(1);
  return objects.map((object) => {
    if (object !== hits[0]) return object;
    const text = JSON.stringify(object);
    expect(text).toMatch(from);
    return JSON.parse(text.replace(from, to));
  });
}

/** The objects without the one of this kind and name. */
export function without(objects: Rendered[], kind: string, name: string): Rendered[] {
  const rest = objects.filter((object) => !(object.kind === kind && object.metadata.name === name));
  expect(rest).toHaveLength(objects.length - 1);
  return rest;
}

/** Findings of severity error, in short. */
export function errorsOn(objects: readonly (Plain | Rendered)[]): string[] {
  return found(objects).filter((one) => one.includes(' error '));
}
