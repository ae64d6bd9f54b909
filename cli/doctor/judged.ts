import { Checks, type Finding, Severity } from 'cdk8s-inference-gateway';
import type { Cluster } from './cluster';
import { constructPathOf } from './construct-path';
import type { KubeObject } from './kinds';

/** Rules about what leaves every condition True although requests fail: no status tells it. */
const RULES = new Set([
  'blocked-connection',
  'blocked-egress',
  'ext-proc-tls',
  'model-name',
  'picker-arguments',
  'picker-rights',
  'pool-port',
  'pool-selector',
  'provider-support',
  'route-conflict',
  'unique-model-name',
]);

/** Made and judged by others, or not part of any request's path. */
const LEFT_OUT = new Set(['CustomResourceDefinition', 'EndpointSlice', 'Event', 'Node', 'Pod']);

/** What the library's rules find in the objects as they are now, unless something else is wrong with the same object. */
export function judged(cluster: Cluster, found: readonly Finding[]): Finding[] {
  const objects = cluster.snapshot.objects.filter(
    // What a controller made is judged by what it was made of.
    ({ kind, metadata }) => !LEFT_OUT.has(kind) && (metadata.ownerReferences ?? []).length === 0,
  );
  const broken = new Set(
    found.filter(({ severity }) => severity === Severity.ERROR).map(({ object }) => nameOf(object)),
  );
  return Checks.judge(objects.map((object) => ({ manifest: { ...object } })))
    .filter(({ rule, object }) => RULES.has(rule) && !broken.has(nameOf(object)))
    .map((finding) => {
      const { kind, namespace, name } = finding.object;
      const object: KubeObject | undefined = cluster.find(kind, { namespace, name });
      return { ...finding, constructPath: object && constructPathOf(cluster, object) };
    });
}

function nameOf({ kind, namespace, name }: Finding['object']): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}
