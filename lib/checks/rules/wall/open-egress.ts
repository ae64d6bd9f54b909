import { Severity } from '../../finding';
import { podsOf } from '../../graph/connections';
import type { Graph } from '../../graph/graph';
import { nameOf } from '../../graph/manifest';
import type { NetworkPolicy } from '../../graph/network-policy';
import { deniedByDefault, type Protected, protectedWorkloads } from '../../graph/protected';
import { selectsAll } from '../../graph/selector';
import type { Fault, Rule } from '../../rule';

/** Where clouds hand credentials of the node to whoever asks. */
const METADATA = '169.254.169.254';

/** What a policy lets out without naming it, in words. */
function unnamed({ egress = [] }: NetworkPolicy): string | undefined {
  for (const { peers } of egress) {
    if (peers === undefined) return 'anything';
    const every = peers.some(
      ({ namespaces, pods }) =>
        namespaces !== undefined && selectsAll(namespaces) && (pods === undefined || selectsAll(pods)),
    );
    if (every) return 'every pod of the cluster';
  }
  return undefined;
}

function* faultsOf(graph: Graph, { role, workload }: Protected, seen: Set<NetworkPolicy>): Iterable<Fault> {
  const pods = podsOf(workload);
  const policies = graph.reachability.isolating(pods, 'egress');
  if (policies.length === 0) {
    yield {
      object: workload.manifest,
      severity: Severity.WARNING,
      message: `is a ${role} that no NetworkPolicy keeps from connecting to anything, the node's cloud credentials at ${METADATA} included`,
      fix: 'add a NetworkPolicy with policyTypes: [Egress] that names what it needs',
    };
    return;
  }
  const severity = deniedByDefault(graph, workload, 'egress') ? Severity.ERROR : Severity.WARNING;
  for (const policy of policies) {
    const open = seen.has(policy) ? undefined : unnamed(policy);
    if (open === undefined) continue;
    seen.add(policy);
    yield {
      object: policy.manifest,
      severity,
      message: `lets ${role} ${nameOf(workload.manifest)} connect to ${open}`,
      fix: 'name the pods or addresses that it needs',
    };
  }
  const blocked = policies.every((policy) => unnamed(policy) === undefined);
  const [policy] = policies;
  if (blocked && policy !== undefined && graph.reachability.reachesAddress(pods, METADATA, 80)) {
    yield {
      object: policy.manifest,
      severity,
      message: `lets ${role} ${nameOf(workload.manifest)} connect to ${METADATA}, where clouds hand out credentials of the node`,
      fix: "write except: ['169.254.0.0/16'] into its ipBlock",
    };
  }
}

export const openEgress: Rule = {
  id: 'open-egress',
  title: 'Model servers, endpoint pickers and body routers connect to nothing but what their policies name.',
  why: 'A model server runs code and data of others; without a wall it reaches the whole cluster and the credentials of its node.',
  severity: Severity.ERROR,
  *check(graph) {
    const seen = new Set<NetworkPolicy>();
    for (const one of protectedWorkloads(graph)) yield* faultsOf(graph, one, seen);
  },
};
