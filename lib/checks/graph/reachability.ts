import { NAMESPACE_NAME } from '../../private/labels';
import { holdsAddress, mayHoldPods } from './address-block';
import type { Graph } from './graph';
import type { NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule } from './network-policy';
import { type Selector, selects } from './selector';
import { SelectorIndex } from './selector-index';
import type { Workload } from './workload';

const EVERYTHING: Selector = { labels: {}, expressions: [] };
/** Peers up to which a policy needs no index. */
const FEW = 8;
/** Key of peers whose namespaces are not pinned to one name. */
const ANY = '*';

/** One end of a connection: pods with labels in a namespace. */
export interface Pods {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What makes them, where that is here: resolves named ports. */
  readonly workload?: Workload;
}

/** Directions of traffic, as policies name them. */
export type Direction = 'ingress' | 'egress';

/** A peer that selects pods, with the ports of its rule. */
interface Opening {
  readonly namespace: string;
  readonly selector: Selector;
  readonly peer: PolicyPeer;
  readonly ports: PolicyRule['ports'];
}

/** Rules of a policy in one direction, found by the other end. */
interface Openings {
  readonly everybody: readonly PolicyRule[];
  readonly blocks: readonly { readonly block: NonNullable<PolicyPeer['block']>; readonly ports: PolicyRule['ports'] }[];
  readonly pods: Pick<SelectorIndex<Opening>, 'selecting'>;
}

/** The namespaces that a selector names; undefined where it goes by other labels, which anybody may set. */
export function pinnedNamespaces({ labels, expressions }: Selector): string[] | undefined {
  if (labels[NAMESPACE_NAME] !== undefined) return [labels[NAMESPACE_NAME]];
  const one = expressions.find(({ key, operator }) => key === NAMESPACE_NAME && operator === 'In');
  return one?.values.map(String);
}

/** Computes from the NetworkPolicies who can connect to whom. */
export class Reachability {
  private readonly policies: SelectorIndex<{ namespace: string; selector: Selector; policy: NetworkPolicy }>;
  /** Policies of the pods with these very labels, which belong to one namespace. */
  private readonly isolated = new WeakMap<Pods['labels'], NetworkPolicy[]>();
  private readonly openings = new Map<NetworkPolicy, Partial<Record<Direction, Openings>>>();

  constructor(private readonly graph: Graph) {
    this.policies = new SelectorIndex(
      graph.policies.map((policy) => ({
        namespace: policy.manifest.namespace,
        selector: policy.pods,
        policy,
      })),
    );
  }

  /** Policies that isolate pods in a direction. Without one, all is open. */
  public isolating({ namespace, labels }: Pods, direction: Direction): readonly NetworkPolicy[] {
    const known = this.isolated.get(labels) ?? this.policies.selecting(namespace, labels).map(({ policy }) => policy);
    this.isolated.set(labels, known);
    return known.filter((policy) => policy[direction] !== undefined);
  }

  /** A policy that keeps a connection from happening, if there is one. */
  public blocking(from: Pods, to: Pods, port: number, protocol = 'TCP'): NetworkPolicy | undefined {
    const into = this.isolating(to, 'ingress');
    if (into.length > 0 && !into.some((policy) => this.opens(policy, 'ingress', from, to, port, protocol))) {
      return specific(into);
    }
    const out = this.isolating(from, 'egress');
    if (out.length > 0 && !out.some((policy) => this.opens(policy, 'egress', to, to, port, protocol))) {
      return specific(out);
    }
    return undefined;
  }

  /** Whether pods may connect to an address. */
  public reachesAddress(from: Pods, address: string, port: number): boolean {
    const out = this.isolating(from, 'egress');
    return (
      out.length === 0 ||
      out.some((policy) => {
        const { everybody, blocks } = this.openingsOf(policy, 'egress');
        return (
          everybody.some(({ ports }) => admitsPort(ports, port, 'TCP')) ||
          blocks.some(({ block, ports }) => admitsPort(ports, port, 'TCP') && holdsAddress(block, address))
        );
      })
    );
  }

  /** Whether pods may use a port of anything at all. */
  public hasWayOut(from: Pods, port: number, protocol = 'TCP'): boolean {
    const out = this.isolating(from, 'egress');
    const rules = out.flatMap(({ egress = [] }) => egress);
    return out.length === 0 || rules.some(({ ports }) => admitsPort(ports, port, protocol));
  }

  /** Whether anything at all may connect to a port of pods. */
  public hasWayIn(to: Pods, port: number): boolean {
    const into = this.isolating(to, 'ingress');
    const rules = into.flatMap(({ ingress = [] }) => ingress);
    return into.length === 0 || rules.some(({ ports }) => admitsPort(ports, port, 'TCP', to.workload));
  }

  private opens(
    policy: NetworkPolicy,
    direction: Direction,
    other: Pods,
    target: Pods,
    port: number,
    protocol: string,
  ): boolean {
    const { everybody, blocks, pods } = this.openingsOf(policy, direction);
    const admits = (ports: PolicyRule['ports']) => admitsPort(ports, port, protocol, target.workload);
    const selecting = [...pods.selecting(other.namespace, other.labels), ...pods.selecting(ANY, other.labels)];
    return (
      selecting.some(({ peer, ports }) => admits(ports) && this.inNamespace(peer, policy, other.namespace)) ||
      everybody.some(({ ports }) => admits(ports)) ||
      blocks.some(({ block, ports }) => admits(ports) && mayHoldPods(block))
    );
  }

  private inNamespace({ namespaces }: PolicyPeer, policy: NetworkPolicy, namespace: string): boolean {
    if (namespaces === undefined) return policy.manifest.namespace === namespace;
    return selects(namespaces, this.graph.namespaceLabels(namespace));
  }

  private openingsOf(policy: NetworkPolicy, direction: Direction): Openings {
    const known = this.openings.get(policy) ?? {};
    this.openings.set(policy, known);
    const openings = known[direction] ?? openingsOf(policy, policy[direction] ?? []);
    known[direction] = openings;
    return openings;
  }
}

function openingsOf(policy: NetworkPolicy, rules: readonly PolicyRule[]): Openings {
  const peers = rules.flatMap(({ peers = [], ports }) => peers.map((peer) => ({ peer, ports })));
  const openings = peers
    .filter(({ peer }) => peer.block === undefined)
    .map(({ peer, ports }) => ({
      namespace: namespaceOf(peer, policy),
      selector: peer.pods ?? EVERYTHING,
      peer,
      ports,
    }));
  return {
    everybody: rules.filter(({ peers }) => peers === undefined),
    blocks: peers.flatMap(({ peer: { block }, ports }) => (block === undefined ? [] : [{ block, ports }])),
    pods: openings.length > FEW ? new SelectorIndex(openings) : { selecting: oneByOne(openings) },
  };
}

/** Most policies have few peers, for which an index costs more than it saves. */
function oneByOne(openings: readonly Opening[]): SelectorIndex<Opening>['selecting'] {
  return (namespace, labels) =>
    openings.filter((opening) => opening.namespace === namespace && selects(opening.selector, labels));
}

/** The one namespace that a peer is about, or any. */
function namespaceOf({ namespaces }: PolicyPeer, policy: NetworkPolicy): string {
  if (namespaces === undefined) return policy.manifest.namespace;
  const pinned = pinnedNamespaces(namespaces);
  return pinned?.length === 1 ? (pinned[0] ?? ANY) : ANY;
}

/** Whether ports of a policy admit a port; a name is looked up among the ports of the pods. */
export function admitsPort(
  ports: readonly PolicyPort[] | undefined,
  port: number,
  protocol: string,
  workload?: Workload,
): boolean {
  return (
    ports === undefined ||
    ports.some((one) => {
      if (one.protocol !== protocol) return false;
      if (one.port === undefined) return true;
      const first = typeof one.port === 'string' ? workload?.portNumber(one.port) : one.port;
      return first !== undefined && port >= first && port <= (one.endPort ?? first);
    })
  );
}

/** The policy that a person would change: one for these pods rather than one for all pods. */
function specific(policies: readonly NetworkPolicy[]): NetworkPolicy | undefined {
  return policies.find(({ pods }) => Object.keys(pods.labels).length > 0) ?? policies[0];
}
