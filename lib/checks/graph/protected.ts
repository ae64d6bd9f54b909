import { type Connection, neededConnections, podsOf, type Role } from './connections';
import type { Graph } from './graph';
import type { Workload } from './workload';

/** Pods that only those may reach that need them. */
export interface Protected {
  readonly role: Role;
  readonly workload: Workload;
  readonly connections: readonly Connection[];
}

/** Model servers, endpoint pickers and body routers, with all connections to them that some request needs. */
export function protectedWorkloads(graph: Graph): Protected[] {
  const all = new Map<Workload, { role: Role; workload: Workload; connections: Connection[] }>();
  const entry = (role: Role, workload: Workload) => {
    const known = all.get(workload) ?? { role, workload, connections: [] };
    all.set(workload, known);
    return known;
  };
  for (const pool of graph.pools) {
    for (const server of graph.workloadsSelected(pool.manifest.namespace, pool.selector)) entry('model server', server);
    for (const picker of graph.pickersOf(pool)) entry('endpoint picker', picker);
  }
  for (const connection of neededConnections(graph)) {
    const { role, to } = connection;
    // A plain backend belongs to its owner, unless it is one of the others as well.
    if (role !== 'backend' || all.has(to.workload)) entry(role, to.workload).connections.push(connection);
  }
  return [...all.values()];
}

/** Directions of traffic, as policies name them. */
export type Direction = 'ingress' | 'egress';

/** Whether pods stand in a namespace that denies a direction by default, and so promises that nothing is open unlisted. */
export function deniedByDefault(graph: Graph, workload: Workload, direction: Direction): boolean {
  return graph.reachability
    .isolating(podsOf(workload), direction)
    .some(
      ({ pods, [direction]: rules }) =>
        rules?.length === 0 && pods.expressions.length === 0 && Object.keys(pods.labels).length === 0,
    );
}
