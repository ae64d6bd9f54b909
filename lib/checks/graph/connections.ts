import { gatewaysOf } from './attachment';
import { itemsAt, textAt } from './fields';
import type { Gateway } from './gateway';
import type { Graph } from './graph';
import { type Manifest, nameOf } from './manifest';
import { once } from './once';
import type { Pool } from './pool';
import { rateLimiterIn } from './rate-limiter';
import type { Pods } from './reachability';
import { isPool } from './route';
import type { Service } from './service';
import type { Workload } from './workload';

/** What stands at the other end of a connection. */
export type Role = 'model server' | 'endpoint picker' | 'body router' | 'rate limiter' | 'backend';

/** A connection that a request needs on its way. */
export interface Connection {
  readonly role: Role;
  readonly from: Pods;
  readonly to: Pods & { readonly workload: Workload };
  readonly port: number;
  /** Who calls, in words: `the proxies of Gateway edge/gateway`. */
  readonly caller: string;
}

export function podsOf(workload: Workload): Pods & { readonly workload: Workload } {
  return { namespace: workload.namespace, labels: workload.labels, workload };
}

export function proxiesOf({ manifest, proxyLabels }: Gateway): Pods {
  return { namespace: manifest.namespace, labels: proxyLabels };
}

/** The pods behind a Service, and their port for one of its ports. */
export function behind(
  graph: Graph,
  service: Service | undefined,
  number: number | undefined,
): { workload: Workload; port: number }[] {
  if (service?.selector === undefined) return [];
  const port = service.ports.find((one) => one.number === number);
  if (port === undefined) return [];
  return graph.workloadsSelected(service.manifest.namespace, service.selector).flatMap((workload) => {
    const target = workload.portNumber(port.target);
    return target === undefined ? [] : [{ workload, port: target }];
  });
}

/** Pools and Services that the routes of each gateway lead to. */
function backends(
  graph: Graph,
): Map<Gateway, { readonly pools: Set<Pool>; readonly services: Map<Service, Set<number>> }> {
  const all = new Map<Gateway, { pools: Set<Pool>; services: Map<Service, Set<number>> }>();
  for (const route of graph.routes) {
    const gateways = new Set(gatewaysOf(graph, route));
    for (const gateway of gateways) {
      const found = all.get(gateway) ?? { pools: new Set(), services: new Map() };
      all.set(gateway, found);
      for (const backend of route.rules.flatMap((rule) => rule.backends)) {
        const pool = isPool(backend) ? graph.pool(backend) : undefined;
        if (pool !== undefined) found.pools.add(pool);
        const service = backend.kind === 'Service' ? graph.service(backend.namespace, backend.name) : undefined;
        if (service === undefined || backend.port === undefined) continue;
        found.services.set(service, (found.services.get(service) ?? new Set()).add(backend.port));
      }
    }
  }
  return all;
}

/** Services that an EnvoyFilter makes the proxies of a gateway ask, such as a body-based router or a rate limiter. */
function* asked(graph: Graph, filter: Manifest): Iterable<{ gateway: Gateway; service: Service; port: number }> {
  const clusters = JSON.stringify(filter.json).matchAll(/outbound\|(\d+)\|[^|"]*\|([a-z0-9-]+)\.([a-z0-9-]+)\.svc/g);
  const named = itemsAt(filter.json, 'spec', 'targetRefs').map((ref) => textAt(ref, 'name') ?? '');
  for (const [, port, name = '', namespace = ''] of clusters) {
    const service = graph.service(namespace, name);
    if (service === undefined) continue;
    for (const target of named) {
      const gateway = graph.gateway({ group: '', kind: 'Gateway', namespace: filter.namespace, name: target });
      if (gateway !== undefined) yield { gateway, service, port: Number(port) };
    }
  }
}

/** Ports on which a server is called: the pool's, or what it listens on where that is another. */
export function serverPorts({ ports }: Pool, server: Workload): readonly number[] {
  const declared = server.containers.flatMap((container) => container.ports.map(({ number }) => number));
  return declared.length === 0 || ports.some((port) => declared.includes(port)) ? ports : declared;
}

function* connections(graph: Graph): Iterable<Connection> {
  for (const [gateway, { pools, services }] of backends(graph)) {
    const from = proxiesOf(gateway);
    const caller = `the proxies of ${nameOf(gateway.manifest)}`;
    for (const pool of pools) yield* toPool(graph, pool, from, caller);
    for (const [service, ports] of services) {
      for (const { workload, port } of [...ports].flatMap((number) => behind(graph, service, number))) {
        yield { role: 'backend', from, to: podsOf(workload), port, caller };
      }
    }
  }
  for (const filter of graph.of('EnvoyFilter')) {
    for (const { gateway, service, port: number } of asked(graph, filter)) {
      const caller = `the proxies of ${nameOf(gateway.manifest)}`;
      for (const { workload, port } of behind(graph, service, number)) {
        const role = rateLimiterIn(workload) === undefined ? 'body router' : 'rate limiter';
        yield { role, from: proxiesOf(gateway), to: podsOf(workload), port, caller };
      }
    }
  }
  for (const pool of graph.pools) {
    const servers = graph.workloadsSelected(pool.manifest.namespace, pool.selector);
    for (const picker of graph.pickersOf(pool)) {
      for (const server of servers) {
        for (const port of serverPorts(pool, server)) {
          const caller = `the endpoint picker ${nameOf(picker.manifest)}`;
          yield { role: 'model server', from: podsOf(picker), to: podsOf(server), port, caller };
        }
      }
    }
  }
}

function* toPool(graph: Graph, pool: Pool, from: Pods, caller: string): Iterable<Connection> {
  const { namespace } = pool.manifest;
  for (const server of graph.workloadsSelected(namespace, pool.selector)) {
    for (const port of serverPorts(pool, server)) {
      yield { role: 'model server', from, to: podsOf(server), port, caller };
    }
  }
  if (pool.picker === undefined) return;
  for (const { workload, port } of behind(graph, graph.service(namespace, pool.picker.name), pool.picker.port)) {
    yield { role: 'endpoint picker', from, to: podsOf(workload), port, caller };
  }
}

/** Every connection between pods that some request needs. */
export const neededConnections = once((graph) => [...connections(graph)]);
