import { declaration } from '../../declaration';
import { Severity } from '../../finding';
import { admitsKind, admitsNamespace } from '../../graph/admission';
import { type Gateway, hostsMeet } from '../../graph/gateway';
import type { Graph } from '../../graph/graph';
import type { ParentReference, Route } from '../../graph/route';
import type { Fault, Rule } from '../../rule';

function where(gateway: Gateway): string {
  return `Gateway ${gateway.manifest.namespace}/${gateway.manifest.name}`;
}

/** What keeps a route from the listeners that a parentRef names. */
function* refusals(graph: Graph, route: Route, parent: ParentReference, gateway: Gateway): Iterable<Fault> {
  const object = route.manifest;
  const { kind, namespace } = object;
  const named = gateway.listeners.filter(
    ({ name, port }) =>
      (parent.sectionName === undefined || name === parent.sectionName) &&
      (parent.port === undefined || port === parent.port),
  );
  if (named.length === 0) {
    const names = gateway.listeners.map(({ name }) => name).join(', ');
    yield {
      object,
      message: `names the listener '${parent.sectionName ?? parent.port}', which ${where(gateway)} does not have`,
      fix: `write one of its listeners as sectionName: ${names}`,
    };
    return;
  }
  const open = named.filter(
    (listener) => admitsKind(listener, kind) && admitsNamespace(graph, gateway, listener, namespace),
  );
  if (open.length === 0) {
    const [listener] = named.filter((one) => admitsKind(one, kind));
    yield {
      object,
      // Labels of a namespace that is not made here are not known.
      severity:
        listener?.from === 'Selector' && graph.find('Namespace', '', namespace) === undefined
          ? Severity.WARNING
          : Severity.ERROR,
      message:
        listener === undefined
          ? `is a ${kind}, which the listener '${named.map(({ name }) => name).join("', '")}' of ${where(gateway)} does not admit`
          : `stands in namespace '${namespace}', which the listener '${listener.name}' of ${where(gateway)} does not admit (allowedRoutes.namespaces.from: ${listener.from})`,
      fix:
        listener?.from === 'Selector'
          ? `label the Namespace '${namespace}' as allowedRoutes.namespaces.selector of the listener asks, or widen the selector`
          : `set allowedRoutes of the listener to admit ${kind}s of namespace '${namespace}'`,
    };
    return;
  }
  for (const host of route.hostnames) {
    if (open.some(({ hostname }) => hostsMeet(hostname, host))) continue;
    // Another parentRef of the same route may take this host.
    const elsewhere = route.parents.some((other) =>
      graph
        .gateway(other)
        ?.listeners.some(
          ({ name, hostname }) =>
            (other.sectionName === undefined || other.sectionName === name) && hostsMeet(hostname, host),
        ),
    );
    if (elsewhere) continue;
    yield {
      object,
      message: `has the hostname '${host}', which lies outside every listener that it names on ${where(gateway)} (${open.map(({ hostname }) => hostname).join(', ')})`,
      fix: 'write a hostname within one of them, or add a listener for it',
    };
  }
}

function isGateway({ group, kind }: ParentReference): boolean {
  return group === 'gateway.networking.k8s.io' && kind === 'Gateway';
}

export const routeListener: Rule = {
  id: 'route-listener',
  title: "A route's hostnames fall in a listener that exists and admits the route's namespace and kind.",
  why: 'Otherwise the route is not attached (NotAllowedByListeners, NoMatchingListenerHostname or NoMatchingParent) and every request ends with 404.',
  severity: Severity.ERROR,
  *check(graph) {
    for (const route of graph.routes) {
      for (const parent of route.parents.filter(isGateway)) {
        const gateway = graph.gateway(parent);
        const { namespace, name } = parent;
        if (gateway !== undefined) yield* refusals(graph, route, parent, gateway);
        else if (!graph.knows('Gateway', namespace, name)) {
          // A chart without any Namespace or Gateway leaves both to others.
          const owned =
            graph.owns(namespace) &&
            (graph.gateways.length > 0 || graph.find('Namespace', '', namespace) !== undefined);
          yield {
            object: route.manifest,
            severity: owned ? Severity.ERROR : Severity.WARNING,
            message: `names Gateway ${namespace}/${name} as its parent, which ${owned ? 'does not exist' : 'is not made here'}`,
            fix: `correct parentRefs, or declare it: ${declaration(route.manifest, { kind: 'Gateway', namespace, name })}`,
          };
        }
      }
    }
  },
};
