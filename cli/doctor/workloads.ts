import type { Cluster } from './cluster';
import type { ContainerStatus, KubeObject, Pod } from './kinds';

/** Things that are wrong with pods in the same way, by what made the pods. */
export interface Group<T> {
  readonly maker: KubeObject;
  readonly pods: readonly Pod[];
  /** What the first of the pods has. */
  readonly first: T;
}

/** Groups what is wrong with pods, so that ten replicas are one problem. */
export function grouped<T>(
  cluster: Cluster,
  faults: Iterable<readonly [pod: Pod, kind: string, fault: T]>,
): Group<T>[] {
  const groups = new Map<string, { maker: KubeObject; pods: Pod[]; first: T }>();
  for (const [pod, kind, fault] of faults) {
    const maker = cluster.makerOf(pod);
    const name = `${maker.kind} ${maker.metadata.namespace}/${maker.metadata.name} ${kind}`;
    const group = groups.get(name) ?? { maker, pods: [], first: fault };
    group.pods.push(pod);
    groups.set(name, group);
  }
  return [...groups.values()];
}

/** Containers of a pod as the kubelet sees them, those of its start first. */
export function statusesOf({ status }: Pod): ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}

export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
}

/** Why pods are not ready, in a few words: `1 Pending, 1 running but not ready`. */
export function unreadiness(pods: readonly Pod[]): string {
  const words = pods.filter((pod) => !isReady(pod)).map(wordFor);
  return [...new Set(words)].map((word) => `${words.filter((one) => one === word).length} ${word}`).join(', ');
}

function wordFor(pod: Pod): string {
  const waiting = statusesOf(pod).find(({ state }) => state?.waiting?.reason !== undefined)?.state?.waiting?.reason;
  if (waiting !== undefined && waiting !== 'PodInitializing') return waiting;
  return pod.status?.phase === 'Running' ? 'running but not ready' : (pod.status?.phase ?? 'unknown');
}
