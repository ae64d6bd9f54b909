import { GATEWAY_NAME } from '../../../private/labels';
import { Severity } from '../../finding';
import { podsOf, proxiesOf } from '../../graph/connections';
import type { Graph } from '../../graph/graph';
import { servedByIstio } from '../../graph/implementation';
import { nameOf } from '../../graph/manifest';
import type { NetworkPolicy, PolicyPeer, PolicyPort } from '../../graph/network-policy';
import { deniedByDefault, type Protected, protectedWorkloads } from '../../graph/protected';
import { type Pods, pinnedNamespaces } from '../../graph/reachability';
import { labelText, selects, selectsAll } from '../../graph/selector';
import type { Workload } from '../../graph/workload';
import type { Fault, Rule } from '../../rule';

type ByWorkload = ReadonlyMap<Workload, Protected>;

/** Who needs to come in to the pods that a policy isolates: one policy may stand for several pools. */
function callersOf(graph: Graph, policy: NetworkPolicy, all: ByWorkload): Pods[] {
  const isolated = graph.workloadsSelected(policy.manifest.namespace, policy.pods);
  // Proxies send what routes say: those of a gateway whose route leads elsewhere are no stranger.
  return [
    ...isolated.flatMap((workload) => all.get(workload)?.connections.map(({ from }) => from) ?? []),
    ...graph.proxies,
  ];
}

/** Whom a peer lets in besides those who need to come in, in words. */
function tooMany(
  graph: Graph,
  policy: NetworkPolicy,
  peer: PolicyPeer,
  one: Protected,
  all: ByWorkload,
): string | undefined {
  if (peer.block !== undefined) return `addresses of ${peer.block.cidr}`;
  const namespaces = peer.namespaces === undefined ? [policy.manifest.namespace] : pinnedNamespaces(peer.namespaces);
  if (namespaces === undefined) {
    return peer.namespaces !== undefined && selectsAll(peer.namespaces)
      ? 'pods of every namespace'
      : 'pods of every namespace that somebody labels so';
  }
  const { pods } = peer;
  if (pods === undefined || selectsAll(pods)) return `every pod of namespace '${namespaces.join("', '")}'`;
  if (!one.complete) return undefined;
  const trusted = callersOf(graph, policy, all);
  for (const namespace of namespaces) {
    const callers = trusted.filter((from) => from.namespace === namespace);
    // Who stands in a namespace that is not here is not known.
    if (graph.find('Namespace', '', namespace) === undefined && namespace !== one.workload.namespace) continue;
    if (!callers.some(({ labels }) => selects(pods, labels))) {
      return `pods of namespace '${namespace}' that no request needs (${labelText(pods.labels)})`;
    }
    const stranger = graph
      .workloadsSelected(namespace, pods)
      .find(
        (workload) =>
          !callers.some(
            (caller) =>
              caller.workload === workload || caller.labels === workload.labels || isMadeFor(caller, workload),
          ),
      );
    if (stranger !== undefined) return `the pods of ${nameOf(stranger.manifest)}`;
  }
  return undefined;
}

/** Whether a Deployment is the one that Istio makes for the proxies of a Gateway: it is there where a cluster was read. */
function isMadeFor({ labels }: Pods, { manifest }: Workload): boolean {
  return manifest.name === `${labels[GATEWAY_NAME]}-istio`;
}

/** Ports that are open without need, in words. */
function tooWide(
  ports: readonly PolicyPort[] | undefined,
  needed: ReadonlySet<number>,
  graphPort: (port: PolicyPort) => number | undefined,
) {
  if (ports === undefined) return 'every port';
  const wide = ports.find((one) => {
    const first = graphPort(one);
    if (first === undefined) return one.port === undefined;
    return one.protocol !== 'TCP' || !needed.has(first) || (one.endPort !== undefined && one.endPort > first);
  });
  if (wide === undefined) return undefined;
  return `${wide.protocol} ${wide.port ?? 'on every port'}${wide.endPort === undefined ? '' : `-${wide.endPort}`}`;
}

function* faultsOf(graph: Graph, one: Protected, all: ByWorkload, seen: Set<unknown>): Iterable<Fault> {
  const { workload, role, ports: needed } = one;
  const target = `${role} ${nameOf(workload.manifest)}`;
  const policies = graph.reachability.isolating(podsOf(workload), 'ingress');
  if (policies.length === 0) {
    yield {
      object: workload.manifest,
      severity: Severity.WARNING,
      message: `is a ${role} that no NetworkPolicy isolates, so every pod of the cluster can use it without the gateway`,
      fix: 'add a NetworkPolicy that admits the gateway and the endpoint picker only',
    };
  }
  const severity = deniedByDefault(graph, workload, 'ingress') ? Severity.ERROR : Severity.WARNING;
  for (const policy of policies) {
    for (const rule of policy.ingress ?? []) {
      // A policy for many pods is one finding.
      if (seen.has(rule)) continue;
      const open =
        rule.peers === undefined
          ? 'everybody'
          : rule.peers.map((peer) => tooMany(graph, policy, peer, one, all)).find((words) => words !== undefined);
      const wide = tooWide(rule.ports, needed, ({ port }) =>
        typeof port === 'string' ? workload.portNumber(port) : port,
      );
      if (open === undefined && wide === undefined) continue;
      seen.add(rule);
      yield {
        object: policy.manifest,
        severity,
        message:
          open === undefined
            ? `opens ${wide} of ${target}, which no request needs`
            : `lets ${open} connect to ${target}`,
        fix:
          open === undefined
            ? `name only the ports that are needed: ${[...needed].join(', ') || 'none'}`
            : 'name only the pods that need it, with a namespaceSelector by kubernetes.io/metadata.name and a podSelector',
      };
    }
  }
}

function* proxyFaults(graph: Graph): Iterable<Fault> {
  for (const gateway of graph.gateways.filter((one) => servedByIstio(graph, one))) {
    const listening = new Set(gateway.listeners.map(({ port }) => port));
    for (const policy of graph.reachability.isolating(proxiesOf(gateway), 'ingress')) {
      for (const { ports } of policy.ingress ?? []) {
        const wide = tooWide(ports, listening, ({ port }) => (typeof port === 'string' ? undefined : port));
        if (wide === undefined) continue;
        yield {
          object: policy.manifest,
          severity: Severity.WARNING,
          message: `opens ${wide} of the proxies of ${nameOf(gateway.manifest)}, which is no listener`,
          fix: `name only the ports of the listeners: ${[...listening].join(', ')}`,
        };
      }
    }
  }
}

export const openIngress: Rule = {
  id: 'open-ingress',
  title: 'Model servers, endpoint pickers and body routers are reached by those alone that a request passes through.',
  why: 'Whoever reaches a model server past the gateway needs no authentication, no budget and no picker. Where a namespace denies by default, an opening beyond need is an error; elsewhere a warning.',
  severity: Severity.ERROR,
  *check(graph) {
    const seen = new Set<unknown>();
    const all = new Map(protectedWorkloads(graph).map((one) => [one.workload, one]));
    for (const one of all.values()) yield* faultsOf(graph, one, all, seen);
    yield* proxyFaults(graph);
  },
};
