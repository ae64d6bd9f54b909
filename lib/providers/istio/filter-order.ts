import { INTERNAL_HEADERS, INTERNAL_PREFIXES } from '../../gateway/reserved-headers';
import type { RequestFilters } from '../provider-renderer';
import { canaryDraw } from './canary-draw';
import type { EnvoyPatch } from './envoy-filter';
import { luaFilter } from './lua-filter';
import { BODY_ROUTER_FILTER } from './router-bypass';

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
  ];
  // Each one is inserted in front of those before it.
  return order.reverse().map((value) => ({
    applyTo: 'HTTP_FILTER',
    match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: HTTP_CONNECTION_MANAGER } } } },
    patch: { operation: 'INSERT_FIRST', value },
  }));
}

/** Removes what only gateway, router and picker may say; route filters would run too late for that. */
function headerHygiene(): Record<string, unknown> {
  return {
    name: 'inference-gateway.header-hygiene',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation',
      mutations: {
        request_mutations: [
          ...INTERNAL_PREFIXES.map((prefix) => ({ remove_on_match: { key_matcher: { prefix, ignore_case: true } } })),
          ...INTERNAL_HEADERS.map((header) => ({ remove: header })),
        ],
        response_mutations: [{ remove: 'x-went-into-resp-headers' }],
      },
    },
  };
}

/**
 * Refuses bodies by their announced length before router and picker hold them in memory: one body of 100 MiB ends a
 * picker. Envoy's buffer filter would do that too, but breaks the picker from 4 MiB on.
 */
function bodyLimit(maxBytes: number): Record<string, unknown> {
  return luaFilter('inference-gateway.body-limit', [
    'function envoy_on_request(handle)',
    '  local method = handle:headers():get(":method")',
    '  if method == "GET" or method == "HEAD" or method == "OPTIONS" then return end',
    '  local length = tonumber(handle:headers():get("content-length") or "")',
    '  if length == nil then',
    '    handle:respond({[":status"] = "411"}, "")',
    `  elseif length > ${maxBytes} then`,
    '    handle:respond({[":status"] = "413"}, "")',
    '  end',
    'end',
  ]);
}

/**
 * Turns `model` of the body into a header. Responses are left alone: any other response mode would hold a stream back
 * until its end. Without the router no request passes.
 */
function bodyRouter({ bodyRouterHost, bodyRouterPort }: RequestFilters): Record<string, unknown> {
  return {
    name: BODY_ROUTER_FILTER,
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor',
      failure_mode_allow: false,
      allow_mode_override: true,
      message_timeout: '5s',
      processing_mode: {
        request_header_mode: 'SEND',
        request_body_mode: 'FULL_DUPLEX_STREAMED',
        request_trailer_mode: 'SEND',
        response_header_mode: 'SKIP',
        response_body_mode: 'NONE',
        response_trailer_mode: 'SKIP',
      },
      grpc_service: { envoy_grpc: { cluster_name: `outbound|${bodyRouterPort}||${bodyRouterHost}` } },
    },
  };
}
