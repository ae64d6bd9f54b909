import { Severity } from '../../finding';
import { placesOf } from '../../graph/attachment';
import type { Graph } from '../../graph/graph';
import { nameOf } from '../../graph/manifest';
import { modelTables } from '../../graph/model-tables';
import { isPool, type Route, type RouteRule } from '../../graph/route';
import type { Fault, Rule } from '../../rule';

/** Pools that answer to a model at one place. */
interface Claim {
  readonly route: Route;
  readonly pools: readonly string[];
  /** What stands behind the pools, some of which may be doors to the same servers. */
  readonly behind: readonly string[];
  readonly further: string;
}

function poolsOf(graph: Graph, { backends }: RouteRule): Pick<Claim, 'pools' | 'behind'> {
  const references = backends.filter(isPool);
  return {
    pools: references.map(({ namespace, name }) => `${namespace}/${name}`),
    behind: references.map(({ namespace, name }) => graph.behind(namespace, name)),
  };
}

/** Whether two claims may stand side by side: a pool in common, or a canary that a further header tells apart. */
function agree(a: Claim, b: Claim): boolean {
  return a.behind.some((one) => b.behind.includes(one)) || a.further !== b.further;
}

function fault(claim: Claim, other: Claim, model: string, where: string, severity: Severity): Fault {
  const rival = other.route === claim.route ? 'another rule' : nameOf(other.route.manifest);
  return {
    object: claim.route.manifest,
    severity,
    message: `sends the model '${model}' to InferencePool ${claim.pools.join(', ')}, while ${rival} sends it to ${other.pools.join(', ')} ${where}`,
    fix: 'give one of the models another name (--served-model-name and the header match), or split one name by weights in one rule',
  };
}

/** Claims by model: those of one host, or of one gateway. */
type Claims = Map<string, Claim[]>;

/** Takes a claim in; tells what speaks against it. */
function add(claims: Claims, model: string, claim: Claim): Claim | undefined {
  const known = claims.get(model);
  if (known === undefined) {
    claims.set(model, [claim]);
    return undefined;
  }
  const same = (other: Claim) => other.further === claim.further && other.behind.join() === claim.behind.join();
  if (known.some(same)) return undefined;
  const rival = known.find((other) => !agree(claim, other));
  known.push(claim);
  return rival;
}

function claimsAt(places: Map<string, Claims>, place: string): Claims {
  const claims = places.get(place) ?? new Map<string, Claim[]>();
  places.set(place, claims);
  return claims;
}

function* routeFaults(graph: Graph, route: Route, claims: Map<string, Claims>): Iterable<Fault> {
  const levels = placesOf(graph, route).map(({ gateway, listener, host }) => ({
    gateway,
    host,
    here: claimsAt(claims, `${gateway} ${listener} ${host}`),
    anywhere: claimsAt(claims, gateway),
  }));
  const told = new Set<string>();
  for (const rule of route.rules) {
    const leads = poolsOf(graph, rule);
    if (leads.pools.length === 0) continue;
    for (const { model, further } of rule.models) {
      const claim = { route, ...leads, further };
      for (const { gateway, host, here, anywhere } of levels) {
        const rival = add(here, model, claim);
        const stranger = add(anywhere, model, claim);
        const other = rival ?? stranger;
        if (other === undefined || told.has(model)) continue;
        told.add(model);
        if (rival !== undefined) yield fault(claim, rival, model, `on host '${host}' of ${gateway}`, Severity.ERROR);
        else yield fault(claim, other, model, `on another host or listener of ${gateway}`, Severity.WARNING);
      }
    }
  }
}

export const uniqueModelName: Rule = {
  id: 'unique-model-name',
  title:
    'On a gateway every name of a model or adapter leads to one pool, or to the stable and canary pool of one split.',
  why: 'Only the first of two rules answers, and an adapter of two base models leads to the one whose ConfigMap was read last: after a restart to the other.',
  severity: Severity.ERROR,
  *check(graph) {
    const claims = new Map<string, Claims>();
    for (const route of graph.routes) yield* routeFaults(graph, route, claims);
    for (const { ambiguous } of modelTables(graph).values()) {
      for (const { adapter, entry, other } of ambiguous) {
        yield {
          object: entry.manifest,
          message: `maps the adapter '${adapter}' to the base model '${entry.base}', but ${other === adapter ? 'it is a base model itself' : `it belongs to '${other}' too`}`,
          fix: 'give one of them another name',
        };
      }
    }
  },
};
