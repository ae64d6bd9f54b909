import type { RequestBudget } from '../limits/request-budget';
import { unrepeatable } from '../tenants/api-paths';
import type { RequestMatch } from '../tenants/request-match';
import type { RouteRule } from '../tenants/route-rule';
import { TenantRoute } from '../tenants/tenant-route';
import type { TrafficClass } from '../tenants/traffic-class';
import type { OfferTerms, RouteTerms, TrafficTerms } from './page';
import type { Platform } from './tree';

/** What each route offers. */
export function routeTerms(platform: Platform): RouteTerms[] {
  return platform.routes.map((route) => ({
    name: route.httpRoutes[0]?.name ?? route.node.id,
    namespace: route.namespace,
    kind: route instanceof TenantRoute ? 'tenant' : 'shared',
    tenant: route instanceof TenantRoute ? route.tenant : undefined,
    budgets: route instanceof TenantRoute ? route.budgets.map(sentence) : [],
    gateway: `${route.gateway.namespace}/${route.gateway.gatewayName}`,
    hostnames: route.hostnames.length === 0 ? ['*'] : route.hostnames,
    offers: merged(route.rules).map((rules) => offer(rules, platform, route.gateway.modelHeader)),
  }));
}

/** Traffic classes in use, each once. */
export function trafficTerms({ routes }: Platform): TrafficTerms[] {
  const classes = routes.flatMap(({ rules }) => rules.map(({ trafficClass }) => limits(trafficClass)));
  return [...new Map(classes.map((one) => [JSON.stringify(one), one])).values()];
}

function sentence({ requests, period, isExact, modelName }: RequestBudget): string {
  const what = modelName === undefined ? 'requests' : `requests for ${modelName}`;
  return `${requests} ${what} in ${period.toSeconds()} s ${isExact ? 'over all proxies' : 'at each proxy'}`;
}

function limits({ name, request, backendRequest, retries }: TrafficClass): TrafficTerms {
  return { name, requestSeconds: request.toSeconds(), backendRequestSeconds: backendRequest.toSeconds(), retries };
}

/** Rules of one offer together: both sides of a canary. */
function merged(rules: readonly RouteRule[]): [RouteRule, ...RouteRule[]][] {
  const offers: [RouteRule, ...RouteRule[]][] = [];
  for (const [index, rule] of rules.entries()) {
    if (rules[index - 1]?.drawBelow === undefined) offers.push([rule]);
    else offers.at(-1)?.push(rule);
  }
  return offers;
}

function offer(
  rules: readonly [RouteRule, ...RouteRule[]],
  { pools }: Platform,
  modelHeader: string | undefined,
): OfferTerms {
  const [{ match, modelName, paths, trafficClass, priority, maxParallel }] = rules;
  const backends = rules.flatMap((rule) => rule.backends);
  const answering = pools.filter(({ poolName, namespace }) =>
    backends.some(
      ({ kind, ...one }) => kind === 'InferencePool' && one.poolName === poolName && one.namespace === namespace,
    ),
  );
  const { name, ...times } = limits(trafficClass);
  return {
    model: modelName,
    adapters: [...new Set(answering.flatMap(({ adapterNames }) => adapterNames))],
    selection: selection(match, modelName, modelHeader),
    paths,
    trafficClass: name,
    ...times,
    streaming: unrepeatable(paths) !== undefined,
    priority: priority && `${priority.name} (${priority.value})`,
    maxParallel,
    backends: backends.map(({ kind, namespace, percent, name, poolName = name }) => ({
      kind,
      name: `${namespace}/${poolName}`,
      percent,
    })),
  };
}

/** Who owns the choice of the model, and by what it is made. */
function selection(
  { kind, headerName, headerValue }: RequestMatch,
  modelName: string | undefined,
  modelHeader: string | undefined,
): string {
  const asked = kind === 'header' ? `\`${headerName}: ${headerValue}\`` : 'hostname and path';
  if (modelName === undefined) return `Service (by ${asked})`;
  if (kind === 'header') return `client (by ${asked})`;
  return kind === 'path' || modelHeader === undefined
    ? 'route (by hostname and path)'
    : 'client (by `model` in the body)';
}
