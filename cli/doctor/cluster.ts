import type {
  Claim,
  Crd,
  Deployment,
  DisruptionBudget,
  EndpointSlice,
  EnvoyFilter,
  Gateway,
  GatewayClass,
  HttpRoute,
  InferencePool,
  KubeEvent,
  KubeNode,
  KubeObject,
  Labels,
  Pod,
  RequestAuthentication,
  RouteRule,
  Service,
} from './kinds';
import { READ } from './resources';

/** Objects of a kind that were asked for and not shown: nobody may call them missing. */
export interface Unread {
  readonly kind: string;
  /** Namespace that was asked; none if the whole cluster was. */
  readonly namespace?: string;
}

/** What was read of a cluster, at one time. */
export interface Snapshot {
  /** Version of the API server. */
  readonly version: string;
  /** Namespaces of which all that matters was read. */
  readonly namespaces: readonly string[];
  readonly objects: readonly KubeObject[];
  readonly unread?: readonly Unread[];
  /** Names of Secrets by namespace, where they may be listed. What they hold is never read. */
  readonly secrets?: Readonly<Record<string, readonly string[]>>;
  /** Last lines of containers that ended, by `namespace/pod/container`. */
  readonly logs?: Readonly<Record<string, string>>;
  /** Pods of other namespaces that hold devices, if some pod waits for one. */
  readonly foreignPods?: readonly Pod[];
  /** Objects that should exist. */
  readonly manifests?: readonly KubeObject[];
}

/** What an object is called. */
interface Name {
  readonly namespace?: string;
  readonly name: string;
}

/** What was read of a cluster, with the ways from one object to another. */
export class Cluster {
  private readonly byKind: ReadonlyMap<string, readonly KubeObject[]>;
  private readonly byName = new Map<string, KubeObject>();
  private readonly unread: ReadonlySet<string>;

  public constructor(public readonly snapshot: Snapshot) {
    const byKind = new Map<string, KubeObject[]>();
    for (const object of snapshot.objects) {
      byKind.set(object.kind, [...(byKind.get(object.kind) ?? []), object]);
      this.byName.set(key(object.kind, object.metadata), object);
    }
    this.byKind = byKind;
    this.unread = new Set((snapshot.unread ?? []).map(({ kind, namespace }) => `${kind} ${namespace ?? ''}`));
  }

  public get crds(): Crd[] {
    return this.of('CustomResourceDefinition');
  }

  public get gatewayClasses(): GatewayClass[] {
    return this.of('GatewayClass');
  }

  public get gateways(): Gateway[] {
    return this.of('Gateway');
  }

  public get routes(): HttpRoute[] {
    return this.of('HTTPRoute');
  }

  public get pools(): InferencePool[] {
    return this.of('InferencePool');
  }

  public get nodes(): KubeNode[] {
    return this.of('Node');
  }

  public get deployments(): Deployment[] {
    return this.of('Deployment');
  }

  /** Istio's control planes: there may be several revisions. */
  public get controlPlanes(): Deployment[] {
    return this.deployments.filter(({ metadata }) => metadata.labels?.app === 'istiod');
  }

  /** Pods that are not on their way out. */
  public get pods(): Pod[] {
    return this.of<Pod>('Pod').filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  public get claims(): Claim[] {
    return this.of('PersistentVolumeClaim');
  }

  public get budgets(): DisruptionBudget[] {
    return this.of('PodDisruptionBudget');
  }

  public get envoyFilters(): EnvoyFilter[] {
    return this.of('EnvoyFilter');
  }

  public get configMaps(): KubeObject[] {
    return this.of('ConfigMap');
  }

  /** What asks clients for a token. */
  public get requestAuthentications(): RequestAuthentication[] {
    return this.of('RequestAuthentication');
  }

  public get events(): KubeEvent[] {
    return this.of('Event');
  }

  /** Objects that should exist. */
  public get manifests(): readonly KubeObject[] {
    return this.snapshot.manifests ?? [];
  }

  public find<T extends KubeObject>(kind: string, name: Name): T | undefined {
    return this.byName.get(key(kind, name)) as T | undefined;
  }

  /** Whether an object of this kind that is not here does not exist. */
  public sees(kind: string, namespace?: string): boolean {
    if (!READ.has(kind)) return false;
    if (this.unread.has(`${kind} ${namespace ?? ''}`) || this.unread.has(`${kind} `)) return false;
    return namespace === undefined || this.snapshot.namespaces.includes(namespace);
  }

  /** Whether a Secret is missing; undefined where the names of Secrets may not be listed. */
  public lacksSecret({ namespace = '', name }: Name): boolean | undefined {
    const names = this.snapshot.secrets?.[namespace];
    return names === undefined ? undefined : !names.includes(name);
  }

  /** Pods of a namespace with these labels. */
  public podsWith(namespace: string | undefined, labels: Labels): Pod[] {
    return this.pods.filter(
      ({ metadata }) =>
        metadata.namespace === namespace &&
        Object.entries(labels).every(([label, value]) => metadata.labels?.[label] === value),
    );
  }

  /** Pods of a Deployment. */
  public podsOf({ metadata }: Deployment): Pod[] {
    return this.pods.filter(
      (pod) => pod.metadata.namespace === metadata.namespace && deploymentOf(pod) === metadata.name,
    );
  }

  /** The Deployment that a pod belongs to, or the pod where there is none. */
  public makerOf(pod: Pod): KubeObject {
    const name = deploymentOf(pod);
    if (name === undefined) return pod;
    return this.find('Deployment', { namespace: pod.metadata.namespace, name }) ?? pod;
  }

  /** How many endpoints of a Service are ready. */
  public readyEndpoints({ metadata }: Service): number {
    const slices = this.of<EndpointSlice>('EndpointSlice').filter(
      (slice) =>
        slice.metadata.namespace === metadata.namespace &&
        slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name,
    );
    return slices.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false)
      .length;
  }

  /** Whether any route leads to a pool. */
  public routed(pool: InferencePool): boolean {
    return this.routes.some((route) => poolsOf(route).some((name) => sameName(name, pool.metadata)));
  }

  private of<T extends KubeObject>(kind: string): T[] {
    return (this.byKind.get(kind) ?? []) as T[];
  }
}

/** Name of the Deployment that a pod belongs to: its ReplicaSet's without the hash. */
function deploymentOf({ metadata }: Pod): string | undefined {
  const replicaSet = metadata.ownerReferences?.find(({ kind }) => kind === 'ReplicaSet')?.name;
  const hash = metadata.labels?.['pod-template-hash'];
  if (replicaSet === undefined || hash === undefined) return undefined;
  return replicaSet.endsWith(`-${hash}`) ? replicaSet.slice(0, -hash.length - 1) : undefined;
}

/** Pools that a route leads to. */
export function poolsOf({ metadata, spec }: HttpRoute): Name[] {
  return (spec.rules ?? []).flatMap(poolReferences).map(({ namespace = metadata.namespace, name }) => ({
    namespace,
    name,
  }));
}

/** Backends of a rule that are pools. */
export function poolReferences({ backendRefs = [] }: RouteRule) {
  return backendRefs.filter(({ kind }) => kind === 'InferencePool');
}

export function sameName(a: Name, b: Name): boolean {
  return a.name === b.name && a.namespace === b.namespace;
}

function key(kind: string, { namespace = '', name }: Name): string {
  return `${kind} ${namespace}/${name}`;
}
