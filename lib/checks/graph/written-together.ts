import type { Graph } from './graph';

/**
 * Whether one owner writes the objects of a namespace, its Namespace too, and so means all that they say of each other.
 * Charts of several makers, which leave the Namespace out, know nothing of each other.
 */
export function writtenTogether(graph: Graph, namespace: string): boolean {
  return graph.find('Namespace', '', namespace) !== undefined;
}
