import type { Gateway } from './gateway';
import type { Graph } from './graph';
import { push } from './multimap';
import type { Pool } from './pool';
import { isPool, type Route, type RouteRule } from './route';

/** Rules of one route that lead to one pool, and the longest answer that they say they allow. */
export interface Answers {
  readonly route: Route;
  readonly seconds: number;
}

/** Seconds after which a rule ends an answer; undefined where it does not say so. */
export function longestAnswer({ request, backendRequest }: RouteRule): number | undefined {
  return request ?? backendRequest;
}

/** Pools that a rule leads to. */
export function poolsOf(graph: Graph, rule: RouteRule): Pool[] {
  return rule.backends.filter(isPool).flatMap((backend) => graph.pool(backend) ?? []);
}

/** What routes say of the longest answers of each pool, one entry a route. */
export function answersByPool(graph: Graph): ReadonlyMap<Pool, readonly Answers[]> {
  const all = new Map<Pool, Answers[]>();
  for (const route of graph.routes) {
    const longest = new Map<Pool, number>();
    for (const rule of route.rules) {
      const seconds = longestAnswer(rule);
      if (seconds === undefined) continue;
      for (const pool of poolsOf(graph, rule)) longest.set(pool, Math.max(seconds, longest.get(pool) ?? 0));
    }
    for (const [pool, seconds] of longest) push(all, pool, { route, seconds });
  }
  return all;
}

/** The longest answer of a model that any route of a gateway says it allows, by gateway. */
export function answersByGateway(graph: Graph): ReadonlyMap<Gateway, Answers> {
  const longest = new Map<Gateway, Answers>();
  for (const route of graph.routes) {
    const inference = route.rules.filter(({ backends }) => backends.some(isPool));
    const seconds = Math.max(0, ...inference.map((rule) => longestAnswer(rule) ?? 0));
    if (seconds === 0) continue;
    for (const parent of route.parents) {
      const gateway = parent.kind === 'Gateway' ? graph.gateway(parent) : undefined;
      if (gateway !== undefined && seconds > (longest.get(gateway)?.seconds ?? 0))
        longest.set(gateway, { route, seconds });
    }
  }
  return longest;
}
