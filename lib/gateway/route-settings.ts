import type { RequestFilters, RouteSettings } from '../providers/provider-renderer';
import type { RouteRule } from '../tenants/route-rule';

/** What the proxies must know of the rules behind a gateway; nothing where each is what Gateway API says. */
export function routeSettings(
  rules: { readonly namespace: string; readonly rule: RouteRule }[],
): Pick<RequestFilters, 'canaryDraw' | 'routes'> {
  return {
    canaryDraw: rules.some(({ rule }) => rule.drawBelow !== undefined),
    routes: rules
      .map(({ namespace, rule }) => settingsOf(namespace, rule))
      .filter(({ bodyRouter, retries }) => !bodyRouter || retries > 0),
  };
}

function settingsOf(namespace: string, { httpRoute, index, match, trafficClass }: RouteRule): RouteSettings {
  return {
    namespace,
    httpRoute,
    index,
    bodyRouter: match.needsBodyRouter,
    retries: trafficClass.retries,
    requestSeconds: trafficClass.request.toSeconds(),
    backendRequestSeconds: trafficClass.backendRequest.toSeconds(),
  };
}
