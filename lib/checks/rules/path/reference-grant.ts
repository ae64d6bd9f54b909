import { Severity } from '../../finding';
import type { Grant, Graph } from '../../graph/graph';
import type { Route } from '../../graph/route';
import type { Fault, Rule } from '../../rule';

const GATEWAY_API = 'gateway.networking.k8s.io';

interface Crossing {
  readonly fromKind: string;
  readonly fromNamespace: string;
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

function allows({ from, to }: Grant, { fromKind, fromNamespace, group, kind, name }: Crossing): boolean {
  return (
    from.some((one) => one.group === GATEWAY_API && one.kind === fromKind && one.namespace === fromNamespace) &&
    to.some((one) => one.group === group && one.kind === kind && (one.name === undefined || one.name === name))
  );
}

function* missing(graph: Graph, route: Route, used: Set<Grant>): Iterable<Fault> {
  const { kind: fromKind, namespace: fromNamespace } = route.manifest;
  const seen = new Set<string>();
  for (const { group, kind, namespace, name } of route.rules.flatMap(({ backends }) => backends)) {
    const target = `${kind} ${namespace}/${name}`;
    if (namespace === fromNamespace || seen.has(target)) continue;
    seen.add(target);
    const grants = graph
      .grantsFrom(fromNamespace, { namespace, name })
      .filter((grant) => allows(grant, { fromKind, fromNamespace, group, kind, name }));
    for (const grant of grants) used.add(grant);
    if (grants.length > 0) continue;
    yield {
      object: route.manifest,
      // What stands in a namespace of others may be granted there.
      severity: graph.owns(namespace) ? Severity.ERROR : Severity.WARNING,
      message: `refers to ${target}, but no ReferenceGrant in namespace '${namespace}' lets ${fromKind}s of namespace '${fromNamespace}' refer to it`,
      fix: `add a ReferenceGrant to namespace '${namespace}' with from: [{ group: ${GATEWAY_API}, kind: ${fromKind}, namespace: ${fromNamespace} }] and to: [{ group: '${group}', kind: ${kind}, name: ${name} }]`,
    };
  }
}

export const referenceGrant: Rule = {
  id: 'reference-grant',
  title:
    'A backend in another namespace has a ReferenceGrant there, from exactly that namespace and kind, and no grant is unused.',
  why: 'Without the grant the route is accepted with RefNotPermitted and answers 500; an unused one keeps a door open that nobody needs (https://gateway-api.sigs.k8s.io/api-types/referencegrant/).',
  severity: Severity.ERROR,
  *check(graph) {
    const used = new Set<Grant>();
    for (const route of graph.routes) yield* missing(graph, route, used);
    for (const grant of graph.grants) {
      const ours = grant.from.every(({ kind }) => kind === 'HTTPRoute' || kind === 'GRPCRoute');
      const known = grant.from.every(({ namespace }) => graph.owns(namespace));
      if (!ours || !known || used.has(grant)) continue;
      yield {
        object: grant.manifest,
        severity: Severity.WARNING,
        message: `lets namespace '${grant.from.map(({ namespace }) => namespace).join("', '")}' refer to what no route there uses`,
        fix: 'remove it, or add the route that needs it',
      };
    }
  },
};
