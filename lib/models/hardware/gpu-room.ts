import type { IConstruct } from 'constructs';
import { validateAtSynth } from '../../checks/validation';
import type { GpuNode } from './gpu-node';

/** GPU pods that a pool may have at once, those of a rollout included. */
export interface GpuPods {
  readonly pool: IConstruct;
  readonly name: string;
  readonly node: GpuNode;
  /** GPUs of one pod. */
  readonly gpus: number;
  readonly pods: number;
  /** Pods that stay however idle the model is. */
  readonly leastPods: number;
}

const perApp = new WeakMap<IConstruct, GpuPods[]>();

/**
 * Takes room on a node pool: at once for the pool alone, and at synth beside the others on the same `GpuNode` value.
 *
 * @throws if the pool alone does not fit
 */
export function takeRoom(pods: GpuPods): void {
  const { root } = pods.pool.node;
  const alone = shortage([pods]);
  if (alone !== undefined) throw new Error(alone);
  const known = perApp.get(root);
  if (known !== undefined) {
    known.push(pods);
    return;
  }
  const all = [pods];
  perApp.set(root, all);
  validateAtSynth(root, () => sharedNodes(all));
}

function sharedNodes(all: GpuPods[]): string[] {
  return groups(all).flatMap((sharing) => shortage(sharing) ?? []);
}

/** GPU pods of an App, by the `GpuNode` value that they share. */
export function podsByNode(root: IConstruct): GpuPods[][] {
  return groups(perApp.get(root) ?? []);
}

function groups(all: GpuPods[]): GpuPods[][] {
  const byNode = new Map<GpuNode, GpuPods[]>();
  for (const pods of all) byNode.set(pods.node, [...(byNode.get(pods.node) ?? []), pods]);
  return [...byNode.values()];
}

/** Most nodes that pods on one kind of node fill, if its GPUs are known. */
export function takenNodes(all: GpuPods[]): number | undefined {
  return nodesOf(all, ({ pods }) => pods);
}

/** Nodes that they fill at least. */
export function leastNodes(all: GpuPods[]): number | undefined {
  return nodesOf(all, ({ leastPods }) => leastPods);
}

function nodesOf(all: GpuPods[], count: (pods: GpuPods) => number): number | undefined {
  const gpusOfNode = all[0]?.node.gpus;
  return gpusOfNode === undefined
    ? undefined
    : nodesFor(
        all.map((pods) => ({ gpus: pods.gpus, pods: count(pods) })),
        gpusOfNode,
      );
}

/** Why pods do not fit on their node pool, or nothing. */
export function shortage(all: GpuPods[]): string | undefined {
  const [{ node }] = all as [GpuPods];
  const { gpus, maxNodes, maxGpus } = node;
  const total = all.reduce((sum, pods) => sum + pods.pods * pods.gpus, 0);
  if (gpus === undefined) {
    return maxGpus === undefined || total <= maxGpus
      ? undefined
      : sentence(all, `need ${total} GPUs, but 'maxGpus' is ${maxGpus}`, 'maxGpus');
  }
  const most = maxNodes ?? (maxGpus === undefined ? undefined : Math.floor(maxGpus / gpus));
  if (most === undefined) return undefined;
  const needed = nodesFor(all, gpus);
  const bound = maxNodes === undefined ? `'maxGpus' (${maxGpus}) allows ${most}` : `'maxNodes' is ${most}`;
  return needed <= most
    ? undefined
    : sentence(
        all,
        `need ${needed} nodes of ${gpus} GPUs, but ${bound}`,
        maxNodes === undefined ? 'maxGpus' : 'maxNodes',
      );
}

function sentence(all: GpuPods[], misfit: string, property: string): string {
  const list = all.map(({ name, gpus, pods }) => `${pods} pods of ${gpus} GPUs in pool '${name}'`).join(', ');
  return `'replicas' (${list}; those of a rollout included) ${misfit}: lower 'replicas' or raise '${property}'`;
}

/** Nodes that pods fill, the largest pods first: a pod never spans nodes. */
function nodesFor(all: Pick<GpuPods, 'gpus' | 'pods'>[], gpusOfNode: number): number {
  const free: number[] = [];
  for (const { gpus, pods } of [...all].sort((a, b) => b.gpus - a.gpus)) {
    for (let placed = 0; placed < pods; placed++) {
      const node = free.findIndex((left) => left >= gpus);
      if (node < 0) free.push(gpusOfNode - gpus);
      else free[node] = (free[node] ?? 0) - gpus;
    }
  }
  return free.length;
}
