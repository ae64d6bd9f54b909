import { Container } from './container';
import { at, type Fields, fieldsAt, itemsAt, numberAt, textAt, textsAt } from './fields';
import type { Manifest } from './manifest';

/** Where a kind of workload keeps its pod template. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Deployment: ['spec', 'template'],
  Job: ['spec', 'template'],
  LeaderWorkerSet: ['spec', 'leaderWorkerTemplate', 'workerTemplate'],
  Pod: [],
  ReplicaSet: ['spec', 'template'],
  Rollout: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
};

/** Something that makes pods, or a pod. */
export class Workload {
  public readonly namespace: string;
  /** Labels of the pods. */
  public readonly labels: Readonly<Record<string, string>>;
  public readonly podSpec: Fields;
  /** Containers that run as long as the pod: sidecars too. */
  public readonly containers: readonly Container[];

  /** A manifest as a workload, if its kind is one. */
  public static of(manifest: Manifest): Workload | undefined {
    const path = TEMPLATES[manifest.kind];
    return path === undefined ? undefined : new Workload(manifest, fieldsAt(manifest.json, ...path));
  }

  private constructor(
    public readonly manifest: Manifest,
    template: Fields,
  ) {
    this.namespace = manifest.namespace;
    this.labels = textsAt(template, 'metadata', 'labels');
    this.podSpec = fieldsAt(template, 'spec');
    const sidecars = itemsAt(this.podSpec, 'initContainers').filter((one) => one.restartPolicy === 'Always');
    const containers = [...itemsAt(this.podSpec, 'containers'), ...sidecars];
    this.containers = containers.map((container) => new Container(container, manifest.namespace));
  }

  /** Pods that it keeps running; undefined where something else decides. */
  public get replicas(): number | undefined {
    if (this.manifest.kind === 'Pod') return 1;
    if (this.manifest.kind === 'DaemonSet') return undefined;
    return numberAt(this.manifest.json, 'spec', 'replicas');
  }

  /** Pods above the replicas that a rollout may start. */
  public get maxSurge(): number {
    if (this.manifest.kind !== 'Deployment') return 0;
    const strategy = fieldsAt(this.manifest.json, 'spec', 'strategy');
    if (strategy.type === 'Recreate') return 0;
    const surge = at(strategy, 'rollingUpdate', 'maxSurge') ?? '25%';
    const share = typeof surge === 'string' && surge.endsWith('%') ? Number(surge.slice(0, -1)) / 100 : undefined;
    return share === undefined ? Number(surge) : Math.ceil(share * (this.replicas ?? 1));
  }

  /** Pods that a rollout may do without. */
  public get maxUnavailable(): number {
    if (this.manifest.kind !== 'Deployment') return 1;
    const strategy = fieldsAt(this.manifest.json, 'spec', 'strategy');
    if (strategy.type === 'Recreate') return this.replicas ?? 1;
    const missing = at(strategy, 'rollingUpdate', 'maxUnavailable') ?? '25%';
    const share = typeof missing === 'string' && missing.endsWith('%') ? Number(missing.slice(0, -1)) / 100 : undefined;
    const pods = share === undefined ? Number(missing) : Math.floor(share * (this.replicas ?? 1));
    // A rollout that may neither add nor miss a pod may miss one.
    return pods === 0 && this.maxSurge === 0 ? 1 : pods;
  }

  /** Seconds until a pod that ends is killed. */
  public get gracePeriodSeconds(): number {
    return numberAt(this.podSpec, 'terminationGracePeriodSeconds') ?? 30;
  }

  /** What all containers of one pod take of a resource. */
  public total(resource: string): number {
    return this.containers.reduce((sum, container) => sum + Number(container.resource(resource) ?? 0), 0);
  }

  /** Resources of devices (`vendor/name`) that a pod takes. */
  public get devices(): string[] {
    const names = this.containers.flatMap(({ json }) => [
      ...Object.keys(fieldsAt(json, 'resources', 'limits')),
      ...Object.keys(fieldsAt(json, 'resources', 'requests')),
    ]);
    return [...new Set(names.filter((name) => name.includes('/') && !name.startsWith('hugepages-')))];
  }

  /** The container that listens on a port: by its ports, or the only one there is. */
  public listening(port: number): Container | undefined {
    const declared = this.containers.find(({ ports }) => ports.some(({ number }) => number === port));
    return declared ?? (this.containers.length === 1 ? this.containers[0] : undefined);
  }

  /** Number of a port of the pods that is given by name or number, as a Service's `targetPort`. */
  public portNumber(port: unknown): number | undefined {
    for (const container of this.containers) {
      const number = container.portNumber(port);
      if (number !== undefined) return number;
    }
    return undefined;
  }

  /** Name of the ServiceAccount that the pods run as. */
  public get serviceAccount(): string {
    // Empty texts are as good as none.
    return textAt(this.podSpec, 'serviceAccountName') || textAt(this.podSpec, 'serviceAccount') || 'default';
  }
}
