import type { RequestFilters, RouteSettings } from '../providers/provider-renderer';
import { objectiveName } from '../tenants/inference-objective';
import type { RouteRule } from '../tenants/route-rule';

/** What the proxies must know of the rules behind a gateway; nothing where each is what Gateway API says. */
export function routeSettings(
  rules: { readonly namespace: string; readonly rule: RouteRule }[],
): Pick<RequestFilters, 'canaryDraw' | 'routes'> {
  return {
    canaryDraw: rules.some(({ rule }) => rule.drawBelow !== undefined),
    routes: rules
      .map(({ namespace, rule }) => settingsOf(namespace, rule))
      .filter(({ bodyRouter, retries, objective }) => !bodyRouter || retries > 0 || objective !== undefined),
  };
}

function settingsOf(
  namespace: string,
  { httpRoute, index, match, trafficClass, priority, backends }: RouteRule,
): RouteSettings {
  const pool = backends.find(({ kind }) => kind === 'InferencePool');
  return {
    objective:
      priority === undefined || pool === undefined ? undefined : objectiveName(pool.poolName ?? pool.name, priority),
    namespace,
    httpRoute,
    index,
    bodyRouter: match.needsBodyRouter,
    retries: trafficClass.retries,
    requestSeconds: trafficClass.request.toSeconds(),
    backendRequestSeconds: trafficClass.backendRequest.toSeconds(),
  };
}
