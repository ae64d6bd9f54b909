import { all, type Rendered, selects } from '../render';
import type { NetworkPolicy, Peer, PolicyPort } from '../shapes';

/** A pod somewhere in the cluster, with an address of its network. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Record<string, string>;
}

/** One end of a connection: a pod, or an IPv4 address outside the cluster. */
export type End = Pod | string;

const POD_ADDRESS = '10.244.0.7';

function bits(address: string): number {
  return address.split('.').reduce((value, byte) => value * 256 + Number(byte), 0);
}

function within(address: string, cidr: string): boolean {
  const [network, length] = cidr.split('/');
  if (network.includes(':')) return false;
  const size = 2 ** (32 - Number(length));
  return Math.floor(bits(address) / size) === Math.floor(bits(network) / size);
}

/** Whether a peer of a policy in a namespace is that end. As in most networks, an address block holds pods as well. */
function isPeer({ ipBlock, namespaceSelector, podSelector }: Peer, namespace: string, end: End): boolean {
  if (ipBlock) {
    const address = typeof end === 'string' ? end : POD_ADDRESS;
    return within(address, ipBlock.cidr) && !ipBlock.except?.some((cidr) => within(address, cidr));
  }
  if (typeof end === 'string') return false;
  const inNamespace = namespaceSelector
    ? selects(namespaceSelector.matchLabels, { 'kubernetes.io/metadata.name': end.namespace })
    : end.namespace === namespace;
  return inNamespace && selects(podSelector?.matchLabels, end.labels);
}

function policiesOf(objects: Rendered[], pod: Pod, type: string): NetworkPolicy[] {
  return all(objects, 'NetworkPolicy').filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.namespace &&
      spec.policyTypes.includes(type) &&
      selects(spec.podSelector.matchLabels, pod.labels),
  );
}

/** Whether a rule lets a connection through. Without peers, or with an empty list, it is open to all. */
function open(
  rules: { readonly peers?: Peer[]; readonly ports?: PolicyPort[] }[],
  namespace: string,
  end: End,
  to: PolicyPort,
) {
  return rules.some(
    ({ peers, ports }) =>
      (!peers?.length || peers.some((peer) => isPeer(peer, namespace, end))) &&
      (!ports?.length || ports.some(({ protocol, port }) => protocol === to.protocol && port === to.port)),
  );
}

/** Whether the policies among the objects let a connection through. */
export function reaches(objects: Rendered[], from: End, to: End, port: number, protocol = 'TCP'): boolean {
  const target = { protocol, port };
  const out =
    typeof from === 'string' ||
    (() => {
      const policies = policiesOf(objects, from, 'Egress');
      const rules = policies.flatMap(({ spec }) =>
        (spec.egress ?? []).map((rule) => ({ peers: rule.to, ports: rule.ports })),
      );
      return policies.length === 0 || open(rules, from.namespace, to, target);
    })();
  const into =
    typeof to === 'string' ||
    (() => {
      const policies = policiesOf(objects, to, 'Ingress');
      const rules = policies.flatMap(({ spec }) =>
        (spec.ingress ?? []).map((rule) => ({ peers: rule.from, ports: rule.ports })),
      );
      return policies.length === 0 || open(rules, to.namespace, from, target);
    })();
  return out && into;
}
