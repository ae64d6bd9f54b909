import { fieldsAt, numberAt, textAt } from './fields';
import type { Graph } from './graph';
import type { Manifest } from './manifest';
import { push } from './multimap';
import type { Workload } from './workload';

/** What decides how many pods a workload has: a HorizontalPodAutoscaler, or KEDA's ScaledObject. */
export interface Autoscaler {
  readonly manifest: Manifest;
  readonly target: { readonly kind: string; readonly name: string };
  readonly min: number;
  /** Undefined where it does not say so. */
  readonly max?: number;
}

function horizontal(manifest: Manifest): Autoscaler {
  const spec = fieldsAt(manifest.json, 'spec');
  return {
    manifest,
    target: { kind: textAt(spec, 'scaleTargetRef', 'kind') ?? '', name: textAt(spec, 'scaleTargetRef', 'name') ?? '' },
    min: numberAt(spec, 'minReplicas') ?? 1,
    max: numberAt(spec, 'maxReplicas'),
  };
}

function keda(manifest: Manifest): Autoscaler {
  const spec = fieldsAt(manifest.json, 'spec');
  return {
    manifest,
    target: {
      kind: textAt(spec, 'scaleTargetRef', 'kind') ?? 'Deployment',
      name: textAt(spec, 'scaleTargetRef', 'name') ?? '',
    },
    min: numberAt(spec, 'minReplicaCount') ?? 0,
    max: numberAt(spec, 'maxReplicaCount'),
  };
}

export function autoscalers(graph: Graph): Autoscaler[] {
  return [
    ...graph.of('HorizontalPodAutoscaler', 'autoscaling').map(horizontal),
    ...graph.of('ScaledObject', 'keda.sh').map(keda),
  ];
}

/** The autoscalers of each workload. */
export function autoscalersByWorkload(graph: Graph): ReadonlyMap<Workload, readonly Autoscaler[]> {
  const byTarget = new Map<string, Autoscaler[]>();
  for (const one of autoscalers(graph)) {
    push(byTarget, `${one.target.kind} ${one.manifest.namespace}/${one.target.name}`, one);
  }
  const found = new Map<Workload, readonly Autoscaler[]>();
  for (const workload of graph.workloads) {
    const { kind, namespace, name } = workload.manifest;
    const owners = byTarget.get(`${kind} ${namespace}/${name}`);
    if (owners !== undefined) found.set(workload, owners);
  }
  return found;
}
