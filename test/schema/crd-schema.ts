import { ruleViolations } from './cel';
import { withDefaults } from './defaults';
import { listKeyViolations } from './list-keys';
import { structureViolations } from './structure';
import { type Crd, vendoredCrd } from './vendored-crds';

/** An object as `chart.toJson()` gives it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

function crdOf({ apiVersion, kind }: Manifest): Crd | undefined {
  const [group] = apiVersion.split('/');
  return vendoredCrd(group, kind);
}

/**
 * Why the API server would refuse the object, or drop a part of it: one line each, none if all is well.
 * Stricter than the API server with `null`, which it drops: we never mean to render one. Kinds without a vendored CRD
 * are not judged.
 */
export function violations(object: Manifest): string[] {
  const crd = crdOf(object);
  if (!crd) return [];
  const apiVersion = `${crd.group}/${crd.version}`;
  if (object.apiVersion !== apiVersion) return [`apiVersion: ${crd.kind} is vendored as ${apiVersion}`];
  const { copy } = withDefaults(object, crd.schema);
  const lines = structureViolations(copy, crd.schema);
  // As the API server does: on an object of the wrong shape the rules would only repeat the same in worse words.
  return lines.length > 0 ? lines : [...listKeyViolations(copy, crd.schema), ...ruleViolations(copy, crd.schema)];
}

/** The fields that the API server would add by default: each is a difference between what is in Git and what runs. */
export function defaulted(object: Manifest): string[] {
  const crd = crdOf(object);
  return crd ? withDefaults(object, crd.schema).added : [];
}
