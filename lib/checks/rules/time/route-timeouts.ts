import { Severity } from '../../finding';
import { at, fieldsAt, itemsAt, numberAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import { isPool, type Route, type RouteRule } from '../../graph/route';
import type { Fault, Rule } from '../../rule';

/** Methods that may be sent again without doing anything twice. */
const SAFE = ['GET', 'HEAD', 'OPTIONS'];

function leadsToPool({ backends }: RouteRule): boolean {
  return backends.some(isPool);
}

function listed(rules: readonly RouteRule[]): string {
  return `${rules.length === 1 ? 'rule' : 'rules'} ${rules.map(({ index, name }) => name ?? index).join(', ')}`;
}

/** Gateways of GKE take their timeouts from policies of Google, not from routes. */
function timedElsewhere(graph: Graph, { parents }: Route): boolean {
  return parents.some((parent) => graph.gateway(parent)?.className.startsWith('gke-') === true);
}

function* faultsOf(graph: Graph, route: Route): Iterable<Fault> {
  const object = route.manifest;
  for (const { index, request, backendRequest } of route.rules) {
    if (request === undefined || backendRequest === undefined || backendRequest <= request) continue;
    yield {
      object,
      message: `gives a backend ${backendRequest} s (timeouts.backendRequest of rule ${index}), but the whole request only ${request} s (timeouts.request)`,
      fix: `write a backendRequest of ${request}s or less, or a request of ${backendRequest}s or more`,
    };
  }
  const raw = itemsAt(object.json, 'spec', 'rules');
  const silent = route.rules.filter((rule) => {
    const timeouts = fieldsAt(raw[rule.index], 'timeouts');
    return leadsToPool(rule) && timeouts.request === undefined && timeouts.backendRequest === undefined;
  });
  if (silent.length > 0 && object.kind === 'HTTPRoute' && !timedElsewhere(graph, route)) {
    yield {
      object,
      severity: Severity.WARNING,
      message: `sets no timeouts in ${listed(silent)}, which ${silent.length === 1 ? 'leads' : 'lead'} to a model: Istio then never ends an answer, other gateways after a default of their own`,
      fix: "write timeouts.request: the longest answer that the model's servers finish when they end, such as 600s, or 0s for none",
    };
  }
  const retried = route.rules.filter(
    (rule) =>
      leadsToPool(rule) &&
      rule.retry !== undefined &&
      numberAt(rule.retry, 'attempts') !== 0 &&
      !rule.matches.every(({ method }) => method !== undefined && SAFE.includes(method)),
  );
  if (retried.length > 0) {
    const attempts = retried.map(({ retry }) => at(retry, 'attempts') ?? 'the default number of').join(', ');
    yield {
      object,
      message: `sends requests of ${listed(retried)} to a model again when they fail (retry: ${attempts} attempts)`,
      fix: 'remove retry from rules that lead to a pool, or match method GET alone: clients know what they may send again',
    };
  }
}

export const routeTimeouts: Rule = {
  id: 'route-timeouts',
  title: 'Routes to models have timeouts of their own, the inner one within the outer one, and retry nothing.',
  why: 'The API server refuses a backendRequest above request; without timeouts every gateway has its own; a retry generates an answer twice, on the endpoint that was picked for the first try, just when servers have too much to do (https://gateway-api.sigs.k8s.io/geps/gep-1742/).',
  severity: Severity.ERROR,
  *check(graph) {
    for (const route of graph.routes) yield* faultsOf(graph, route);
  },
};
