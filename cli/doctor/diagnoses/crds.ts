import type { Component } from 'cdk8s-inference-gateway';
import type { Cluster } from '../cluster';
import { CRDS, type CrdSource } from '../crd-sources';
import type { Diagnosis, Problem } from '../diagnosis';
import type { Crd } from '../kinds';
import { isOlder } from '../version';

/** The kinds of the manifests are missing, too old, or not served in the version that the manifests name. */
export const crds: Diagnosis = {
  id: 'crds',
  *diagnose(cluster) {
    if (!cluster.sees('CustomResourceDefinition')) return;
    for (const source of CRDS) yield* problemsOf(cluster, source);
  },
};

function* problemsOf(cluster: Cluster, source: CrdSource): Iterable<Problem> {
  const found = source.names.map((name) => cluster.find<Crd>('CustomResourceDefinition', { name }));
  const missing = source.names.filter((_, index) => found[index] === undefined);
  const fix = `run: ${source.install}`;
  const [first] = missing;
  if (first !== undefined) {
    const others = missing.length > 1 ? ` (and ${missing.slice(1).join(', ')})` : '';
    yield {
      object: { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: first } },
      message: `is missing${others}, so objects of this kind cannot be made and no controller looks for them`,
      fix,
    };
  }
  for (const crd of found) if (crd !== undefined) yield* outdated(crd, source, fix);
}

function* outdated(crd: Crd, { component, annotation, served }: CrdSource, fix: string): Iterable<Problem> {
  const version = annotation === undefined ? undefined : crd.metadata.annotations?.[annotation];
  const { oldest }: Component = component;
  const group = crd.metadata.name.slice(crd.metadata.name.indexOf('.') + 1);
  const needed = served[group];
  if (version !== undefined && isOlder(version, oldest)) {
    yield {
      object: crd,
      message: `is of ${version}, older than ${oldest}: fields of the manifests are refused or dropped`,
      fix,
    };
  } else if (needed !== undefined && !crd.spec.versions?.some((one) => one.name === needed && one.served !== false)) {
    yield { object: crd, message: `does not serve ${needed}, which the manifests are written in`, fix };
  }
}

/** What the header of the report says of the CRDs. */
export function crdVersions(cluster: Cluster): string[] {
  return CRDS.flatMap(({ called, annotation, names }) => {
    const crd = cluster.find<Crd>('CustomResourceDefinition', { name: names[0] ?? '' });
    const version = annotation === undefined ? undefined : crd?.metadata.annotations?.[annotation];
    return version === undefined ? [] : [`${called} ${version}`];
  });
}
