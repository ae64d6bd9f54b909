import { NAMESPACE_NAME } from '../../private/labels';
import type { Gateway, GatewayListener } from './gateway';
import type { Graph } from './graph';
import type { Manifest } from './manifest';
import { type Selector, selectorOf, selects } from './selector';

const ROUTES_OF: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'],
  HTTPS: ['HTTPRoute', 'GRPCRoute'],
};

/** Whether a listener lets routes of a kind in. */
export function admitsKind({ kinds, protocol }: GatewayListener, kind: string): boolean {
  return (kinds.length === 0 ? (ROUTES_OF[protocol] ?? []) : kinds).includes(kind);
}

/** Whether a listener lets routes of a namespace in, as far as its labels are known. */
export function admitsNamespace(graph: Graph, gateway: Gateway, listener: GatewayListener, namespace: string): boolean {
  if (listener.from === 'All') return true;
  if (listener.from === 'Same') return gateway.manifest.namespace === namespace;
  return listener.from === 'Selector' && graph.namespaceSelected(listener.namespaceSelector, namespace);
}

/** Whether a listener lets a route in: `maybe` where it asks for labels of a namespace that is not here. */
export function admits(
  graph: Graph,
  gateway: Gateway,
  listener: GatewayListener,
  { kind, namespace }: Manifest,
): 'yes' | 'no' | 'maybe' {
  if (!admitsKind(listener, kind)) return 'no';
  if (admitsNamespace(graph, gateway, listener, namespace)) return 'yes';
  const hidden = listener.from === 'Selector' && graph.find('Namespace', '', namespace) === undefined;
  return hidden && selects(ofName(selectorOf(listener.namespaceSelector)), { [NAMESPACE_NAME]: namespace })
    ? 'maybe'
    : 'no';
}

/** What a selector says of the one label that every namespace has. */
function ofName({ labels, expressions }: Selector): Selector {
  return {
    labels: Object.fromEntries(Object.entries(labels).filter(([key]) => key === NAMESPACE_NAME)),
    expressions: expressions.filter(({ key }) => key === NAMESPACE_NAME),
  };
}
