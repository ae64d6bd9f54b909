import type { Graph } from './graph';
import type { Pool } from './pool';

/** Whether another pool of the same namespace leads to the same pods by way of the same picker, which knows one of them. */
export function sameBehind(graph: Graph, pool: Pool, other: string | undefined): boolean {
  if (other === undefined) return false;
  const { namespace } = pool.manifest;
  return graph.pool({ group: '', kind: 'InferencePool', namespace, name: other })?.behind === pool.behind;
}
