import type { RequestFilters } from '../provider-renderer';
import type { EnvoyPatch } from './envoy-filter';
import { bodyLimit } from './filters/body-limit';
import { bodyRouter } from './filters/body-router';
import { canaryDraw } from './filters/canary-draw';
import { headerHygiene } from './filters/header-hygiene';
import { identity } from './filters/identity';

const HTTP_CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager';

/**
 * What the proxies do with a request, first to last. All of it stands in one EnvoyFilter, so that no proxy ever has one
 * without the others; Istio's own filters (JWT, RBAC, endpoint picker, router) follow.
 */
export function filterOrder(filters: RequestFilters): EnvoyPatch[] {
  const order = [
    headerHygiene(),
    bodyLimit(filters.maxBodyBytes),
    ...(filters.canaryDraw ? [canaryDraw()] : []),
    bodyRouter(filters),
    ...(saysWhoAsks(filters) ? [identity()] : []),
  ];
  // Each one is inserted in front of those before it.
  return order.reverse().map((value) => ({
    applyTo: 'HTTP_FILTER',
    match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: HTTP_CONNECTION_MANAGER } } } },
    patch: { operation: 'INSERT_FIRST', value },
  }));
}

function saysWhoAsks({ tenants, routes }: RequestFilters): boolean {
  return tenants.length > 0 || routes.some(({ objective }) => objective !== undefined);
}
