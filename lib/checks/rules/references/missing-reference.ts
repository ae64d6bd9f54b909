import { declaration } from '../../declaration';
import { Severity } from '../../finding';
import { fieldsAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import { Makers } from '../../graph/makers';
import type { Manifest } from '../../graph/manifest';
import { type Need, needsOfBinding, needsOfGateway, needsOfPods, needsOfTlsPolicy } from '../../graph/references';
import { writtenTogether } from '../../graph/written-together';
import type { Fault, Rule } from '../../rule';

/** Kinds that somebody else often makes: by hand, from a vault, before anything else. */
const MADE_ELSEWHERE = ['Secret', 'PersistentVolumeClaim'];

/** Keys that an object holds. */
function holds({ json }: Manifest, key: string): boolean {
  return ['data', 'stringData', 'binaryData'].some((field) => key in fieldsAt(json, field));
}

function missing(graph: Graph, object: Manifest, { kind, namespace, name, where }: Need): Fault {
  // Gateways take part in what others install: proxies' settings come with them.
  const owned = object.kind === 'Gateway' ? writtenTogether(graph, namespace) : graph.owns(namespace);
  const target = `${kind} ${namespace}/${name}`;
  const declared = `if somebody else makes it, declare it: ${declaration(object, { kind, namespace, name })}`;
  const certain = owned && !MADE_ELSEWHERE.includes(kind);
  return {
    object,
    severity: certain ? Severity.ERROR : Severity.WARNING,
    message: `refers to ${target} (${where}), which ${certain ? 'does not exist' : 'is not made here'}`,
    fix: `correct the name, ${certain ? `make ${target}, ` : ''}or, ${declared}`,
  };
}

function* faultsOf(graph: Graph, makers: Makers, object: Manifest, needs: readonly Need[]): Iterable<Fault> {
  const reported = new Set<string>();
  for (const need of needs) {
    const { kind, namespace, name, key, where } = need;
    const target = `${kind} ${namespace}/${name}`;
    if (reported.has(target) || makers.make(kind, namespace, name)) continue;
    const found = graph.find(kind, namespace, name);
    if (found === undefined) {
      reported.add(target);
      if (!graph.knows(kind, namespace, name)) yield missing(graph, object, need);
    } else if (key !== undefined && !holds(found, key) && !reported.has(`${target} ${key}`)) {
      reported.add(`${target} ${key}`);
      yield {
        object,
        message: `refers to key '${key}' of ${kind} ${namespace}/${name} (${where}), which does not hold it`,
        fix: `correct the key, or add it to ${kind} ${namespace}/${name}`,
      };
    }
  }
}

export const missingReference: Rule = {
  id: 'missing-reference',
  title: 'ConfigMaps, Secrets, claims, ServiceAccounts and Roles that others refer to exist, or are declared.',
  why: 'A pod waits for them for ever (CreateContainerConfigError, FailedMount, or no pod at all for want of a ServiceAccount), and a listener without its certificate answers nobody.',
  severity: Severity.ERROR,
  *check(graph) {
    const makers = new Makers(graph);
    for (const workload of graph.workloads) yield* faultsOf(graph, makers, workload.manifest, needsOfPods(workload));
    for (const gateway of graph.gateways) yield* faultsOf(graph, makers, gateway.manifest, needsOfGateway(gateway));
    for (const policy of graph.of('BackendTLSPolicy')) yield* faultsOf(graph, makers, policy, needsOfTlsPolicy(policy));
    for (const binding of graph.of('RoleBinding')) yield* faultsOf(graph, makers, binding, needsOfBinding(binding));
  },
};
