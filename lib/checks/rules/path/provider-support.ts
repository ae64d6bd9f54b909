import { Severity } from '../../finding';
import { gatewaysOf, placesOf } from '../../graph/attachment';
import { fieldsAt, textAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import { servedByIstio } from '../../graph/implementation';
import { nameOf } from '../../graph/manifest';
import { isPool, type Route, type RouteRule } from '../../graph/route';
import type { Fault, Rule } from '../../rule';

const ISSUE = 'https://github.com/istio/istio/issues/61594';

/** Filters at which Istio refuses the rule. */
const REFUSED = ['ExtensionRef', 'ExternalAuth'];

function leadsToPool({ rules }: Route): boolean {
  return rules.some(({ backends }) => backends.some(isPool));
}

/** ListenerSets that a route names, with the Gateway of each. */
function throughListenerSets(graph: Graph, route: Route) {
  return route.parents.flatMap(({ kind, namespace, name }) => {
    const set = kind === 'ListenerSet' ? graph.find('ListenerSet', namespace, name) : undefined;
    if (set === undefined) return [];
    const ref = fieldsAt(set.json, 'spec', 'parentRef');
    const gateway = graph.gateway({
      group: '',
      kind: 'Gateway',
      namespace: textAt(ref, 'namespace') ?? namespace,
      name: textAt(ref, 'name') ?? '',
    });
    return gateway === undefined ? [] : [gateway];
  });
}

/** What Istio does not do for one rule. */
function* ruleFaults(route: Route, { index, backends, filters, matches }: RouteRule): Iterable<Fault> {
  const object = route.manifest;
  if (backends.length < 2 && filters.length === 0 && object.kind === 'HTTPRoute') return;
  const serving = backends.filter(({ weight }) => weight > 0);
  const pools = new Set(serving.filter(isPool).map(({ namespace, name }) => `${namespace}/${name}`));
  const types = filters.map((filter) => textAt(filter, 'type') ?? '');
  if (pools.size > 0 && serving.length > 1) {
    yield {
      object,
      // Fixed in the patch releases after 2026-09-21, and a manifest does not tell the version.
      severity: Severity.WARNING,
      message: `has several backends in rule ${index} with InferencePool ${[...pools].join(', ')}, of which Istio before the fix of ${ISSUE} asks only the last one's endpoint picker`,
      fix: 'make a rule for each pool, told apart by a header that a filter in front draws, or update Istio',
    };
  }
  if (pools.size > 0 && types.includes('CORS') && !matches.every(({ method }) => method === 'OPTIONS')) {
    yield {
      object,
      message: `has a CORS filter beside an InferencePool in rule ${index}, at which Istio silently leaves the endpoint picker out`,
      fix: 'put the filter into a rule of its own with method: OPTIONS, and set access-control-allow-origin by a ResponseHeaderModifier here',
    };
  }
  const refused = types.find((type) => REFUSED.includes(type));
  if (refused !== undefined) {
    yield {
      object,
      message: `has a filter of type ${refused} in rule ${index}, at which Istio refuses the rule (unsupported filter type)`,
      fix: 'leave the filter out, and use an AuthorizationPolicy or an EnvoyFilter',
    };
  }
  if (object.kind === 'GRPCRoute' && pools.size > 0) {
    yield {
      object,
      message: `sends gRPC to InferencePool ${[...pools].join(', ')}, for which Istio asks no endpoint picker`,
      fix: 'use an HTTPRoute: gRPC is POST on /package.Service/Method',
    };
  }
}

/** Istio keys pickers by the names of rules, for all routes of one host. */
function* sharedNames(graph: Graph, routes: readonly Route[]): Iterable<Fault> {
  const first = new Map<string, { readonly route: Route; readonly pool: boolean }>();
  for (const route of routes) {
    const named = route.rules.filter(({ name }) => name !== undefined);
    if (named.length === 0) continue;
    const hosts = new Set(
      placesOf(graph, route).map(({ gateway, listener, host }) => `${gateway} ${listener} ${host}`),
    );
    for (const { name, backends } of named) {
      for (const host of hosts) {
        const key = `${host} ${name}`;
        const other = first.get(key);
        const pool = backends.some(isPool);
        if (other === undefined) first.set(key, { route, pool });
        if (other === undefined || other.route === route || !(pool || other.pool)) continue;
        yield {
          object: route.manifest,
          message: `has a rule of the name '${name}', as ${nameOf(other.route.manifest)} on the same host, and Istio gives both the same endpoint picker`,
          fix: 'leave the names of rules out',
        };
        break;
      }
    }
  }
}

/** Without one pool route on the Gateway itself, its proxies ask no picker at all. */
function* listenerSetsAlone(graph: Graph): Iterable<Fault> {
  const poolRoutes = graph.routes.filter(leadsToPool);
  const anchored = new Set(poolRoutes.flatMap((route) => gatewaysOf(graph, route)));
  const told = new Set(anchored);
  for (const route of poolRoutes) {
    for (const gateway of throughListenerSets(graph, route)) {
      if (told.has(gateway) || !servedByIstio(graph, gateway)) continue;
      told.add(gateway);
      yield {
        object: route.manifest,
        message: `leads to an InferencePool through a ListenerSet of ${nameOf(gateway.manifest)}, on which no route to a pool stands itself, so Istio silently asks no endpoint picker`,
        fix: 'attach one route to a pool to the Gateway itself',
      };
    }
  }
}

/** Of an HTTPRoute and a GRPCRoute with the same host, Gateway API lets exactly one in. */
function* mixedKinds(graph: Graph): Iterable<Fault> {
  const [http, grpc] = ['HTTPRoute', 'GRPCRoute'].map((kind) =>
    graph.routes.filter(({ manifest }) => manifest.kind === kind),
  );
  if (!grpc?.length) return;
  const hosts = new Map<string, Route>();
  for (const route of http ?? []) {
    for (const { gateway, listener, host } of placesOf(graph, route)) {
      const key = `${gateway} ${listener} ${host}`;
      if (!hosts.has(key) || leadsToPool(route)) hosts.set(key, route);
    }
  }
  for (const route of grpc) {
    for (const { gateway, listener, host } of placesOf(graph, route)) {
      const other = hosts.get(`${gateway} ${listener} ${host}`);
      if (other === undefined || !(leadsToPool(route) || leadsToPool(other))) continue;
      yield {
        object: route.manifest,
        message: `shares the host '${host}' of ${gateway} with ${nameOf(other.manifest)}, of which one is refused or takes the other's requests`,
        fix: 'give gRPC a hostname of its own',
      };
      break;
    }
  }
}

export const providerSupport: Rule = {
  id: 'provider-support',
  title: "Routes and pools use nothing that the gateway's implementation silently drops.",
  why: 'Each of these was seen on Istio 1.31 with all conditions True while the endpoint picker was left out or swapped; of an HTTPRoute and a GRPCRoute with one host Gateway API accepts one (https://gateway-api.sigs.k8s.io/api-types/grpcroute/).',
  severity: Severity.ERROR,
  *check(graph) {
    const onIstio = graph.routes.filter((route) =>
      [...gatewaysOf(graph, route), ...throughListenerSets(graph, route)].some((one) => servedByIstio(graph, one)),
    );
    for (const route of onIstio) for (const rule of route.rules) yield* ruleFaults(route, rule);
    yield* sharedNames(graph, onIstio);
    yield* listenerSetsAlone(graph);
    yield* mixedKinds(graph);
    const bare = graph.pools.filter(({ picker }) => picker === undefined);
    const backends = bare.length === 0 ? [] : onIstio.flatMap(({ rules }) => rules.flatMap((rule) => rule.backends));
    const used = new Set(backends.filter(isPool).map((backend) => graph.pool(backend)));
    for (const pool of bare.filter((one) => used.has(one))) {
      yield {
        object: pool.manifest,
        message: 'has no endpointPickerRef, without which Istio makes no Service for the pool',
        fix: 'set spec.endpointPickerRef to the Service of an endpoint picker',
      };
    }
  },
};
