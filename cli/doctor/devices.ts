import type { Cluster } from './cluster';
import type { Labels, Pod } from './kinds';

/** Devices (`vendor/name`) of nodes that a pod may run on, and who has them. */
export class Devices {
  /** Those on the nodes that a pod's selector admits. */
  public static on(cluster: Cluster, { spec }: Pod, resource: string): Devices {
    const wanted = Object.entries(spec.nodeSelector ?? {});
    const admits = (labels: Labels = {}) => wanted.every(([label, value]) => labels[label] === value);
    const nodes = cluster.nodes.filter(({ metadata }) => admits(metadata.labels));
    const names = new Set(nodes.map(({ metadata }) => metadata.name));
    const byMaker = new Map<string, number>();
    const own = new Set(cluster.snapshot.namespaces);
    const foreign = (cluster.snapshot.foreignPods ?? []).filter(({ metadata }) => !own.has(metadata.namespace ?? ''));
    for (const pod of [...cluster.pods, ...foreign]) {
      const ended = ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '');
      const count = devicesOf(pod).find(([name]) => name === resource)?.[1] ?? 0;
      if (ended || count === 0 || !names.has(pod.spec.nodeName ?? '')) continue;
      const { metadata } = cluster.makerOf(pod);
      const maker = `${metadata.namespace}/${metadata.name}`;
      byMaker.set(maker, (byMaker.get(maker) ?? 0) + count);
    }
    const allocatable = nodes.reduce((sum, { status }) => sum + Number(status?.allocatable?.[resource] ?? 0), 0);
    return new Devices(nodes.length, allocatable, byMaker);
  }

  private constructor(
    /** How many nodes there are. */
    public readonly nodes: number,
    public readonly allocatable: number,
    private readonly byMaker: ReadonlyMap<string, number>,
  ) {}

  public get taken(): number {
    return [...this.byMaker.values()].reduce((sum, count) => sum + count, 0);
  }

  public get free(): number {
    return this.allocatable - this.taken;
  }

  /** Who has how many: `ai/llama 4, ai/qwen 2`. */
  public get takers(): string {
    return [...this.byMaker].map(([maker, count]) => `${maker} ${count}`).join(', ') || 'by nobody';
  }
}

/** Devices that a pod asks for, by resource. */
export function devicesOf({ spec }: Pod): [resource: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { resources } of spec.containers) {
    for (const [name, count] of Object.entries({ ...resources?.requests, ...resources?.limits })) {
      if (name.includes('/') && !name.startsWith('hugepages-'))
        counts.set(name, (counts.get(name) ?? 0) + Number(count));
    }
  }
  return [...counts];
}
