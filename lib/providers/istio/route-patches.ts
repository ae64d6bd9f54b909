import type { RouteSettings } from '../provider-renderer';
import type { EnvoyPatch } from './envoy-filter';
import { routerBypass } from './filters/router-bypass';

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
    patch: { operation: 'MERGE', value: { ...(settings.bodyRouter ? {} : routerBypass()), ...retries(settings) } },
  }));
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
