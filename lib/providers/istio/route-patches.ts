import type { RouteSettings } from '../provider-renderer';
import type { EnvoyPatch } from './envoy-filter';

/** Name of the body router's filter: what a route says of it must carry the same name. */
export const BODY_ROUTER_FILTER = 'envoy.filters.http.ext_proc.bbr';

/** Failures after which nothing was answered yet. */
const RETRIED = 'connect-failure,refused-stream,reset,gateway-error';

/**
 * What HTTPRoute of the standard channel cannot say of single rules. Istio calls a rule without a name
 * `<namespace>.<HTTPRoute>.<index>`.
 */
export function routePatches(routes: RouteSettings[]): EnvoyPatch[] {
  return routes.map((settings) => ({
    applyTo: 'HTTP_ROUTE',
    match: {
      context: 'GATEWAY',
      routeConfiguration: {
        vhost: { route: { name: `${settings.namespace}.${settings.httpRoute}.${settings.index}` } },
      },
    },
    patch: { operation: 'MERGE', value: { ...withoutRouter(settings), ...retries(settings) } },
  }));
}

/** The filter is asked for its settings before the body is read, when only such a route can match. */
function withoutRouter({ bodyRouter }: RouteSettings): Record<string, unknown> {
  if (bodyRouter) return {};
  const disabled = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute',
    disabled: true,
  };
  return { typed_per_filter_config: { [BODY_ROUTER_FILTER]: disabled } };
}

/** Istio takes `backendRequest` for the whole request where nothing is retried, so both times are said again. */
function retries({ retries, requestSeconds, backendRequestSeconds }: RouteSettings): Record<string, unknown> {
  if (retries === 0) return {};
  return {
    route: {
      timeout: `${requestSeconds}s`,
      retry_policy: { retry_on: RETRIED, num_retries: retries, per_try_timeout: `${backendRequestSeconds}s` },
    },
  };
}
