import { declaration } from '../../declaration';
import { Severity } from '../../finding';
import type { Graph } from '../../graph/graph';
import { isPool, type Reference, type Route } from '../../graph/route';
import type { Fault, Rule } from '../../rule';

/** Kinds that the graph knows how to look for. */
function known(reference: Reference): boolean {
  return isPool(reference) || (reference.group === '' && reference.kind === 'Service');
}

function* faultsOf(graph: Graph, route: Route): Iterable<Fault> {
  const seen = new Set<string>();
  for (const backend of route.rules.flatMap(({ backends }) => backends)) {
    const { kind, namespace, name } = backend;
    const target = `${kind} ${namespace}/${name}`;
    if (seen.has(target) || !known(backend) || graph.knows(kind, namespace, name)) continue;
    seen.add(target);
    const owned = graph.owns(namespace);
    yield {
      object: route.manifest,
      severity: owned ? Severity.ERROR : Severity.WARNING,
      message: owned
        ? `refers to ${target}, which does not exist`
        : `refers to ${target} in a namespace that is not made here, so nobody knows whether it exists`,
      fix: owned
        ? `correct the name in backendRefs, or make ${target}`
        : `if somebody else makes it, declare it: ${declaration(route.manifest, { kind, namespace, name })}`,
    };
  }
}

export const missingBackend: Rule = {
  id: 'missing-backend',
  title: 'Every backend that a route refers to exists.',
  why: 'A route with a missing backend is accepted and answers 500 or 404 for its share of the requests; only its status says why.',
  severity: Severity.ERROR,
  *check(graph) {
    for (const route of graph.routes) yield* faultsOf(graph, route);
  },
};
