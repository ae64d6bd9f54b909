import type { Cluster } from './cluster';
import type { Gateway, HttpRoute, RouteRule } from './kinds';

/** A Service whose programs see every request of a Gateway. */
export interface Router {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

const CLUSTER_NAME = /"cluster_name":"outbound\|(\d+)\|\|([a-z0-9-]+)\.([a-z0-9-]+)\.svc\./g;

/** Body routers of a Gateway, as its EnvoyFilters name them. */
export function routersOf(cluster: Cluster, gateway: Gateway): Router[] {
  const { namespace, name } = gateway.metadata;
  const filters = cluster.envoyFilters.filter(
    ({ metadata, spec }) =>
      metadata.namespace === namespace &&
      (spec.targetRefs ?? []).some((target) => target.kind === 'Gateway' && target.name === name),
  );
  const found = new Map<string, Router>();
  for (const filter of filters) {
    for (const [text, port, service = '', place = ''] of JSON.stringify(filter.spec).matchAll(CLUSTER_NAME)) {
      found.set(text, { namespace: place, name: service, port: Number(port) });
    }
  }
  return [...found.values()];
}

const MODEL_HEADERS = ['x-gateway-base-model-name', 'x-gateway-model-name'];

/** The model that a rule asks for by the header of a body router, if it does. */
export function modelOf({ matches = [] }: RouteRule): string | undefined {
  const headers = matches.flatMap((match) => match.headers ?? []);
  return headers.find((header) => isModelHeader(header.name) && (header.type ?? 'Exact') === 'Exact')?.value;
}

export function isModelHeader(name: string): boolean {
  return MODEL_HEADERS.includes(name.toLowerCase());
}

/** Gateways that a route names as its parents, as far as they are there. */
export function gatewaysOf(cluster: Cluster, { metadata, spec }: HttpRoute): Gateway[] {
  return (spec.parentRefs ?? []).flatMap(({ kind = 'Gateway', namespace = metadata.namespace, name }) =>
    kind === 'Gateway' ? (cluster.find<Gateway>('Gateway', { namespace, name }) ?? []) : [],
  );
}
