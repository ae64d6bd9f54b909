import { admits } from './admission';
import type { Gateway, GatewayListener } from './gateway';
import { hostsMeet } from './gateway';
import type { Graph } from './graph';
import type { ParentReference, Route } from './route';

/** A host of a listener at which a route takes requests. */
export interface Place {
  /** `Gateway namespace/name`, or another kind of parent. */
  readonly gateway: string;
  /** Name of the listener; empty where it is not known. */
  readonly listener: string;
  /** `*` for all. */
  readonly host: string;
  /** Whether the listener lets the route in for certain: labels of a namespace that is not here are not known. */
  readonly certain: boolean;
}

/**
 * Where a route takes requests: each host of each listener that it names and that may let it in. Hosts outside the
 * listener do not count.
 */
export function placesOf(graph: Graph, route: Route): Place[] {
  return route.parents.flatMap((parent) => {
    const gateway = parent.kind === 'Gateway' ? graph.gateway(parent) : undefined;
    const name = `${parent.kind} ${parent.namespace}/${parent.name}`;
    if (gateway === undefined) {
      const hosts = route.hostnames.length === 0 ? ['*'] : route.hostnames;
      return hosts.map((host) => ({ gateway: name, listener: parent.sectionName ?? '', host, certain: true }));
    }
    return listenersNamed(gateway, parent).flatMap((listener) => {
      const admitted = admits(graph, gateway, listener, route.manifest);
      if (admitted === 'no') return [];
      const place = { gateway: name, listener: listener.name, certain: admitted === 'yes' };
      return hostsOf(listener, route.hostnames).map((host) => ({ ...place, host }));
    });
  });
}

/** Gateways that a route names as its parents, as far as they are here. */
export function gatewaysOf(graph: Graph, route: Route): Gateway[] {
  return route.parents.flatMap((parent) => (parent.kind === 'Gateway' ? (graph.gateway(parent) ?? []) : []));
}

/** Listeners of a Gateway that a parentRef names: all of them without a sectionName or port. */
export function listenersNamed({ listeners }: Gateway, { sectionName, port }: ParentReference): GatewayListener[] {
  return listeners.filter(
    (one) => (sectionName === undefined || one.name === sectionName) && (port === undefined || one.port === port),
  );
}

function hostsOf({ hostname }: GatewayListener, hosts: readonly string[]): string[] {
  if (hosts.length === 0) return [hostname ?? '*'];
  return hosts
    .filter((host) => hostsMeet(hostname, host))
    .map((host) =>
      host.startsWith('*.') && hostname !== undefined && hostname.length >= host.length ? hostname : host,
    );
}
