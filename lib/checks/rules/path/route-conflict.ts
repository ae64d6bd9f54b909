import { Severity } from '../../finding';
import { placesOf } from '../../graph/attachment';
import { textAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import { nameOf } from '../../graph/manifest';
import { headersKey } from '../../graph/model-claims';
import type { Route, RouteMatch, RouteRule } from '../../graph/route';
import type { Fault, Rule } from '../../rule';

interface Taker {
  readonly route: Route;
  readonly rule: RouteRule;
  /** Whether the route is let in for certain. */
  readonly certain: boolean;
}

/** What a match asks for, as one text: equal ones ask for the same requests. */
function signature({ method = '*', pathType, path, headers, queries }: RouteMatch): string {
  // A prefix is one with or without its last slash.
  const written = pathType === 'PathPrefix' && path.length > 1 ? path.replace(/\/$/, '') : path;
  const asked = `${method} ${pathType} ${written}\n${headersKey(headers)}`;
  if (queries.length === 0) return asked;
  const texts = queries.map((query) => `${query.name} ${textAt(query, 'type') ?? 'Exact'} ${query.value}`).sort();
  return `${asked}\n?\n${texts.join('\n')}`;
}

function requests({ method, path, pathType, headers }: RouteMatch, host: string): string {
  const what = `${method ?? 'any method'} ${path}${pathType === 'PathPrefix' ? '*' : ''}`;
  const asked = headers.map(({ name, value }) => `${name}: ${value}`).join(', ');
  return `${what}${asked === '' ? '' : ` with ${asked}`} on host '${host}'`;
}

/** Whether it does not matter which of two rules answers. */
function alike(a: RouteRule, b: RouteRule): boolean {
  const answers = ({ backends, filters }: RouteRule) => JSON.stringify([backends, filters]);
  return answers(a) === answers(b);
}

function conflict(later: Taker, first: Taker, match: RouteMatch, host: string, gateway: string): Fault {
  const within = later.route === first.route;
  const what = requests(match, host);
  return {
    object: later.route.manifest,
    severity: alike(later.rule, first.rule) || !later.certain || !first.certain ? Severity.WARNING : Severity.ERROR,
    message: within
      ? `takes ${what} in rule ${later.rule.index}, which never gets them because rule ${first.rule.index} takes them first`
      : `takes ${what} of ${gateway}, which ${nameOf(first.route.manifest)} takes too, and only the older of the two gets them`,
    fix: within
      ? 'remove one of the two matches, or split by weights in one rule'
      : 'remove the match from one of the routes, or tell them apart by host, path or header',
  };
}

function* faultsOf(graph: Graph, route: Route, taken: Map<string, Map<string, Taker>>): Iterable<Fault> {
  const places = placesOf(graph, route).map(({ gateway, listener, host, certain }) => {
    const key = `${gateway} ${listener} ${host}`;
    const takers = taken.get(key) ?? new Map<string, Taker>();
    taken.set(key, takers);
    return { gateway, host, certain, takers };
  });
  // One finding for each pair, however many paths they share.
  const told = new Set<Route | RouteRule>();
  for (const rule of route.rules) {
    for (const match of rule.matches) {
      const asked = signature(match);
      for (const { gateway, host, certain, takers } of places) {
        const taker = { route, rule, certain };
        const first = takers.get(asked);
        if (first === undefined) takers.set(asked, taker);
        if (first === undefined || first.rule === rule) continue;
        const pair = first.route === route ? rule : first.route;
        if (!told.has(pair)) yield conflict(taker, first, match, host, gateway);
        told.add(pair);
      }
    }
  }
}

export const routeConflict: Rule = {
  id: 'route-conflict',
  title: 'No two rules on one listener claim the same host, path, method, headers and query.',
  why: 'Of equal matches the older route wins, then the one first by name, within a route the first rule; the other is accepted all the same and never answers (https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule).',
  severity: Severity.ERROR,
  *check(graph) {
    const taken = new Map<string, Map<string, Taker>>();
    for (const route of graph.routes) {
      if (route.manifest.kind === 'HTTPRoute') yield* faultsOf(graph, route, taken);
    }
  },
};
