import type { Graph } from './graph';

/** Computes something of a graph once, however many rules ask for it. */
export function once<T>(make: (graph: Graph) => T): (graph: Graph) => T {
  const known = new WeakMap<Graph, { readonly value: T }>();
  return (graph) => {
    const found = known.get(graph) ?? { value: make(graph) };
    known.set(graph, found);
    return found.value;
  };
}
