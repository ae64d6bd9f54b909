import { GATEWAY_NAME } from '../../../private/labels';
import { declaration } from '../../declaration';
import { Severity } from '../../finding';
import { textAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import {
  attachedPolicies,
  GATEWAY_API,
  gatewaysOf,
  isGatewayTarget,
  isMeshWide,
  podsOf,
  targetsOf,
} from '../../graph/istio-policies';
import type { Manifest } from '../../graph/manifest';
import type { Reference } from '../../graph/route';
import { labelsOnly, labelText } from '../../graph/selector';
import { Unseen } from '../../graph/unseen';
import { writtenTogether } from '../../graph/written-together';
import type { Fault, Rule } from '../../rule';

/** Services that implementations make: of a Gateway's proxies, and of an InferencePool. */
function isMade(graph: Graph, namespace: string, name: string): boolean {
  const gateway = graph.gateways.some(
    ({ manifest, className }) => manifest.namespace === namespace && name === `${manifest.name}-${className}`,
  );
  const [, pool] = /^(.+)-ip-[0-9a-f]{8}$/.exec(name) ?? [];
  return gateway || (pool !== undefined && graph.knows('InferencePool', namespace, pool));
}

function isService({ group, kind }: Reference): boolean {
  return kind === 'Service' && (group === '' || group === 'core');
}

/** Objects that are named and not there. */
function* missing(
  graph: Graph,
  unseen: Unseen,
  object: Manifest,
  targets: readonly Reference[],
  where: string,
): Iterable<Fault> {
  for (const target of targets) {
    const { kind, namespace, name } = target;
    if (!isGatewayTarget(target) && !isService(target)) continue;
    if (graph.knows(kind, namespace, name) || (kind === 'Service' && isMade(graph, namespace, name))) continue;
    // Operators make Services beside the pods that they make.
    const owned =
      kind === 'Service'
        ? graph.owns(namespace) && !unseen.mayMatch(namespace, labelsOnly({}))
        : writtenTogether(graph, namespace);
    yield {
      object,
      severity: owned ? Severity.ERROR : Severity.WARNING,
      message: `is for ${kind} ${namespace}/${name} (${where}), which ${owned ? 'does not exist' : 'is not made here'}`,
      fix: `correct the name, or declare it: ${declaration(object, { kind, namespace, name })}`,
    };
  }
}

/** The Service of a DestinationRule's host; none where the host is of elsewhere. */
function serviceOf({ json, namespace }: Manifest): Reference[] {
  const [name = '', of, svc] = (textAt(json, 'spec', 'host') ?? '').split('.');
  if (name === '' || name.includes('*') || (of !== undefined && svc !== 'svc')) return [];
  return [{ group: '', kind: 'Service', namespace: of ?? namespace, name }];
}

export const policyTarget: Rule = {
  id: 'policy-target',
  title: 'A policy is for something: what it names exists, and what it selects is there.',
  why: 'A policy for nothing is accepted and does nothing: no token is checked, nobody is refused, no filter runs and no TLS is spoken, without a word.',
  severity: Severity.ERROR,
  *check(graph) {
    const unseen = new Unseen(graph);
    for (const object of attachedPolicies(graph)) {
      const targets = targetsOf(object);
      yield* missing(graph, unseen, object, targets, 'targetRefs');
      const pods = podsOf(object);
      const { namespace } = object;
      if (targets.length > 0 || pods === undefined || isMeshWide(object)) continue;
      const proxiesOf = pods.labels[GATEWAY_NAME];
      if (proxiesOf !== undefined) {
        yield* missing(
          graph,
          unseen,
          object,
          [{ group: GATEWAY_API, kind: 'Gateway', namespace, name: proxiesOf }],
          'selector',
        );
        continue;
      }
      if (!graph.owns(namespace)) continue;
      if (graph.workloadsSelected(namespace, pods).length > 0 || gatewaysOf(graph, object).length > 0) continue;
      if (unseen.mayMatch(namespace, pods)) continue;
      yield {
        object,
        severity: Severity.WARNING,
        message: `selects no pod of namespace '${namespace}' (${labelText(pods.labels)})`,
        fix: "write the labels of a workload's pod template, or name the Gateway in targetRefs",
      };
    }
    for (const object of graph.of('BackendTLSPolicy', 'gateway.networking.k8s.io')) {
      yield* missing(graph, unseen, object, targetsOf(object), 'targetRefs');
    }
    for (const object of graph.of('DestinationRule', 'networking.istio.io')) {
      yield* missing(graph, unseen, object, serviceOf(object), 'host');
    }
  },
};
