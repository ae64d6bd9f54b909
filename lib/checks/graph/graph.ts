import { GATEWAY_NAME, NAMESPACE_NAME } from '../../private/labels';
import { fieldsAt, itemsAt, textAt } from './fields';
import { Gateway } from './gateway';
import { LabelIndex } from './label-index';
import { clusterScoped, type Manifest } from './manifest';
import { push } from './multimap';
import { NetworkPolicy } from './network-policy';
import { Pool } from './pool';
import { type Pods, Reachability } from './reachability';
import { isPool, type Reference, Route } from './route';
import { type Selector, selectorOf, selects } from './selector';
import { Service } from './service';
import { Workload } from './workload';

const GATEWAY_API = 'gateway.networking.k8s.io';

/** Groups of kinds whose names other groups use too. */
const GROUPS: Readonly<Record<string, string>> = {
  Gateway: GATEWAY_API,
  NetworkPolicy: 'networking.k8s.io',
  Service: '',
};

/** An object that others made. */
export interface External {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Labels of its pods, if it has pods of other labels than is usual. */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Of an InferencePool: another one of its namespace that leads to the same servers. */
  readonly doorTo?: string;
}

/** Who may refer to what across namespaces. */
export interface Grant {
  readonly manifest: Manifest;
  readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
  readonly to: readonly { readonly group: string; readonly kind: string; readonly name?: string }[];
}

/** Rendered objects as typed nodes, with the ways from one to another. Everything is found by an index. */
export class Graph {
  public readonly gateways: readonly Gateway[];
  /** HTTPRoutes and GRPCRoutes. */
  public readonly routes: readonly Route[];
  public readonly pools: readonly Pool[];
  public readonly services: readonly Service[];
  public readonly workloads: readonly Workload[];
  public readonly grants: readonly Grant[];
  public readonly policies: readonly NetworkPolicy[];
  private readonly byKind = new Map<string, Manifest[]>();
  /** By kind, namespace and name: one text as the key would be made and hashed for every reference. */
  private readonly byName = new Map<string, Map<string, Map<string, Manifest>>>();
  private readonly nodes = new Map<Manifest, unknown>();
  private readonly workloadIndex: LabelIndex<Workload>;
  private readonly policyIndex = new Map<string, NetworkPolicy[]>();
  private readonly grantIndex = new Map<string, Grant[]>();
  private paths?: Reachability;
  private readonly declared: ReadonlySet<string>;
  private readonly doors: ReadonlyMap<string, string>;
  private readonly served: ReadonlySet<string>;

  constructor(
    public readonly manifests: readonly Manifest[],
    private readonly externals: readonly External[] = [],
  ) {
    for (const manifest of manifests) {
      push(this.byKind, manifest.kind, manifest);
      if ((GROUPS[manifest.kind] ?? manifest.group) !== manifest.group) continue;
      inner(inner(this.byName, manifest.kind), manifest.namespace).set(manifest.name, manifest);
    }
    this.declared = new Set(externals.map(({ kind, namespace = '', name }) => keyOf(kind, namespace, name)));
    this.doors = new Map(
      externals.flatMap(({ namespace, name, doorTo }) =>
        doorTo === undefined ? [] : [[`${namespace}/${name}`, `${namespace}/${doorTo}`]],
      ),
    );
    this.gateways = this.nodesOf(this.of('Gateway', GATEWAY_API), (manifest) => new Gateway(manifest));
    this.routes = this.nodesOf(
      [...this.of('HTTPRoute', GATEWAY_API), ...this.of('GRPCRoute', GATEWAY_API)],
      (manifest) => new Route(manifest),
    );
    this.pools = this.nodesOf(
      this.of('InferencePool').filter(({ group, kind, namespace, name }) => isPool({ group, kind, namespace, name })),
      (manifest) => new Pool(manifest),
    );
    this.services = this.nodesOf(this.of('Service', ''), (manifest) => new Service(manifest));
    this.policies = this.nodesOf(
      this.of('NetworkPolicy', 'networking.k8s.io'),
      (manifest) => new NetworkPolicy(manifest),
    );
    this.grants = this.of('ReferenceGrant', GATEWAY_API).map(grantOf);
    this.workloads = manifests.flatMap((manifest) => Workload.of(manifest) ?? []);
    this.workloadIndex = new LabelIndex(this.workloads);
    this.served = new Set([...this.workloads, ...this.pools].map(({ manifest }) => manifest.namespace));
    for (const policy of this.policies) push(this.policyIndex, policy.manifest.namespace, policy);
    for (const grant of this.grants) {
      for (const { namespace } of grant.from) {
        for (const { name = '' } of grant.to)
          push(this.grantIndex, `${grant.manifest.namespace}/${name} ${namespace}`, grant);
      }
    }
  }

  /** Objects of a kind; of one group, if it is named. */
  public of(kind: string, group?: string): readonly Manifest[] {
    const all = this.byKind.get(kind) ?? [];
    return group === undefined ? all : all.filter((manifest) => manifest.group === group);
  }

  /** The object of a kind with this name. */
  public find(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.byName
      .get(kind)
      ?.get(clusterScoped(kind) ? '' : namespace)
      ?.get(name);
  }

  public gateway({ namespace, name }: Reference): Gateway | undefined {
    return this.node('Gateway', namespace, name);
  }

  public pool({ namespace, name }: Reference): Pool | undefined {
    return this.node('InferencePool', namespace, name);
  }

  /** What stands behind a pool; of one that others made, as far as they said so. */
  public behind(namespace: string, name: string): string {
    const pool: Pool | undefined = this.node('InferencePool', namespace, name);
    const place = `${namespace}/${name}`;
    return pool?.behind ?? this.doors.get(place) ?? place;
  }

  public service(namespace: string, name: string): Service | undefined {
    return this.node('Service', namespace, name);
  }

  /** Workloads of a namespace whose pods a selector selects. */
  public workloadsSelected(namespace: string, selector: Selector): readonly Workload[] {
    return this.workloadIndex.selected(namespace, selector);
  }

  /** Workloads of a namespace. */
  public workloadsIn(namespace: string): readonly Workload[] {
    return this.workloadIndex.in(namespace);
  }

  /** Workloads behind a pool's picker. */
  public pickersOf({ manifest, picker }: Pool): readonly Workload[] {
    const service = picker?.kind === 'Service' ? this.service(manifest.namespace, picker.name) : undefined;
    return service?.selector === undefined ? [] : this.workloadsSelected(manifest.namespace, service.selector);
  }

  /** Policies of a namespace. */
  public policiesIn(namespace: string): readonly NetworkPolicy[] {
    return this.policyIndex.get(namespace) ?? [];
  }

  /** Pods of all proxies: of the Gateways here, and of those that others made. */
  public get proxies(): Pods[] {
    const others = this.externals.filter(({ kind }) => kind === 'Gateway');
    return [
      ...this.gateways.map(({ manifest, proxyLabels }) => ({ namespace: manifest.namespace, labels: proxyLabels })),
      ...others.map(({ namespace = '', name, podLabels }) => ({
        namespace,
        labels: podLabels ?? { [GATEWAY_NAME]: name },
      })),
    ];
  }

  /** Who can connect to whom, as the policies say. */
  public get reachability(): Reachability {
    this.paths ??= new Reachability(this);
    return this.paths;
  }

  /** Grants that may let a namespace refer to a name in another: by that name, or to all names. */
  public grantsFrom(
    from: string,
    { namespace, name }: { readonly namespace: string; readonly name: string },
  ): readonly Grant[] {
    return [name, ''].flatMap((one) => this.grantIndex.get(`${namespace}/${one} ${from}`) ?? []);
  }

  /** Labels of a namespace: those of its object, and the one that the API server always sets. */
  public namespaceLabels(namespace: string): Readonly<Record<string, string>> {
    return {
      ...this.find('Namespace', '', namespace)?.labels,
      [NAMESPACE_NAME]: namespace,
    };
  }

  /** Whether a label selector selects a namespace, as far as its labels are known. */
  public namespaceSelected(selector: unknown, namespace: string): boolean {
    return selects(selectorOf(selector), this.namespaceLabels(namespace));
  }

  /**
   * Whether all objects of a namespace should be here: its Namespace object is. Without any Namespace object, as charts
   * leave them out, a namespace counts whose pools or workloads are here.
   */
  public owns(namespace: string): boolean {
    if (this.find('Namespace', '', namespace) !== undefined) return true;
    return this.of('Namespace').length === 0 && this.served.has(namespace);
  }

  /** Whether an object is here, or declared as made by others. */
  public knows(kind: string, namespace: string, name: string): boolean {
    return (
      this.find(kind, namespace, name) !== undefined ||
      this.declared.has(keyOf(kind, clusterScoped(kind) ? '' : namespace, name))
    );
  }

  private nodesOf<T>(manifests: readonly Manifest[], make: (manifest: Manifest) => T): T[] {
    return manifests.map((manifest) => {
      const node = make(manifest);
      this.nodes.set(manifest, node);
      return node;
    });
  }

  private node<T>(kind: string, namespace: string, name: string): T | undefined {
    const manifest = this.find(kind, namespace, name);
    return manifest && (this.nodes.get(manifest) as T | undefined);
  }
}

function grantOf(manifest: Manifest): Grant {
  const spec = fieldsAt(manifest.json, 'spec');
  return {
    manifest,
    from: itemsAt(spec, 'from').map((one) => ({
      group: textAt(one, 'group') ?? '',
      kind: textAt(one, 'kind') ?? '',
      namespace: textAt(one, 'namespace') ?? '',
    })),
    to: itemsAt(spec, 'to').map((one) => ({
      group: textAt(one, 'group') ?? '',
      kind: textAt(one, 'kind') ?? '',
      name: textAt(one, 'name'),
    })),
  };
}

function inner<K, T, V>(map: Map<K, Map<T, V>>, key: K): Map<T, V> {
  const found = map.get(key) ?? new Map<T, V>();
  map.set(key, found);
  return found;
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}
