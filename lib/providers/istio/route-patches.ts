import type { RouteSettings } from '../provider-renderer';
import type { EnvoyPatch } from './envoy-filter';
import { objectiveOf } from './filters/identity';
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
    patch: { operation: 'MERGE', value: { ...perFilter(settings), ...retries(settings) } },
  }));
}

/** What single filters do otherwise for the requests of a rule. */
function perFilter({ bodyRouter, objective }: RouteSettings): Record<string, unknown> {
  const filters = {
    ...(bodyRouter ? {} : routerBypass()),
    ...(objective === undefined ? {} : objectiveOf(objective)),
  };
  return Object.keys(filters).length === 0 ? {} : { typed_per_filter_config: filters };
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
