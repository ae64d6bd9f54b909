import { behind, type Connection, neededConnections, podsOf, type Role, serverPorts } from './connections';
import type { Graph } from './graph';
import { once } from './once';
import type { Direction } from './reachability';
import { selectsAll } from './selector';
import type { Workload } from './workload';

/** Pods that only those may reach that need them. */
export interface Protected {
  readonly role: Role;
  readonly workload: Workload;
  readonly connections: readonly Connection[];
  /** Ports on which its callers call it, whether a route leads there or not. */
  readonly ports: ReadonlySet<number>;
  /** Whether all its callers are known: a picker that cannot be found is none of them. */
  readonly complete: boolean;
}

/** Model servers, endpoint pickers and body routers, with all connections to them that some request needs. */
export const protectedWorkloads = once((graph): Protected[] => {
  const all = new Map<
    Workload,
    { role: Role; workload: Workload; connections: Connection[]; ports: Set<number>; complete: boolean }
  >();
  const entry = (role: Role, workload: Workload, ports: readonly number[]) => {
    const known = all.get(workload) ?? { role, workload, connections: [], ports: new Set(), complete: true };
    all.set(workload, known);
    for (const port of ports) known.ports.add(port);
    return known;
  };
  for (const pool of graph.pools) {
    const { namespace } = pool.manifest;
    const complete = pool.picker === undefined || graph.pickersOf(pool).length > 0;
    for (const server of graph.workloadsSelected(namespace, pool.selector)) {
      entry('model server', server, serverPorts(pool, server)).complete &&= complete;
    }
    const service = pool.picker && graph.service(namespace, pool.picker.name);
    for (const { workload, port } of behind(graph, service, pool.picker?.port)) {
      entry('endpoint picker', workload, [port]);
    }
  }
  for (const connection of neededConnections(graph)) {
    const { role, to, port } = connection;
    // A plain backend belongs to its owner, unless it is one of the others as well.
    if (role !== 'backend' || all.has(to.workload)) entry(role, to.workload, [port]).connections.push(connection);
  }
  return [...all.values()];
});

/** Whether pods stand in a namespace that denies a direction by default, and so promises that nothing is open unlisted. */
export function deniedByDefault(graph: Graph, workload: Workload, direction: Direction): boolean {
  return graph.reachability
    .isolating(podsOf(workload), direction)
    .some(({ pods, [direction]: rules }) => rules?.length === 0 && selectsAll(pods));
}
