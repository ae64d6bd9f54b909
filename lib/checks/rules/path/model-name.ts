import { Severity } from '../../finding';
import { itemsAt, textAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import { BASE_MODEL, type ModelClaim } from '../../graph/model-claims';
import { adaptersServed, namesServed } from '../../graph/model-server';
import { type ModelTable, modelTables } from '../../graph/model-tables';
import { push } from '../../graph/multimap';
import type { Pool } from '../../graph/pool';
import { isPool, type Route, type RouteRule } from '../../graph/route';
import type { Fault, Rule } from '../../rule';

/** What the servers of a pool answer to. */
interface Answers {
  readonly names?: readonly string[];
  readonly adapters?: readonly string[];
  /** Models that the pool's picker sends on under another name; `*` for all. */
  readonly rewritten: readonly string[];
  /** Claims that were found right. */
  readonly right: Set<string>;
}

/** A model that a pool does not serve. */
interface Lack {
  /** What it serves. */
  readonly instead: readonly string[];
  readonly severity: Severity;
}

/** What the pools answer to, each looked up once. */
class Servers {
  private readonly byPool = new Map<Pool, Answers>();
  private readonly rewritten = new Map<string, string[]>();

  constructor(private readonly graph: Graph) {
    for (const { json, namespace } of graph.of('InferenceModelRewrite')) {
      for (const rule of itemsAt(json, 'spec', 'rules')) {
        const models = itemsAt(rule, 'matches').map((match) => textAt(match, 'model', 'value') ?? '*');
        for (const model of models.length === 0 ? ['*'] : models) {
          push(this.rewritten, graph.behind(namespace, textAt(json, 'spec', 'poolRef', 'name') ?? ''), model);
        }
      }
    }
  }

  /** How far a pool serves the model of a claim; undefined if it does, or if nobody knows. */
  public lack(pool: Pool, claim: ModelClaim, table: ModelTable | undefined): Lack | undefined {
    const answers = this.of(pool);
    const { names, adapters = [], right } = answers;
    const key = claim.header === BASE_MODEL ? claim.model : `${claim.header} ${claim.model}`;
    if (names === undefined || right.has(key)) return undefined;
    if (serves(answers, claim)) {
      right.add(key);
      return undefined;
    }
    return {
      instead: [...names, ...adapters],
      severity: servesAdapters(answers, claim, table) ? Severity.WARNING : Severity.ERROR,
    };
  }

  private of(pool: Pool): Answers {
    const known = this.byPool.get(pool);
    if (known !== undefined) return known;
    const answers = {
      names: namesServed(this.graph, pool),
      adapters: adaptersServed(this.graph, pool),
      rewritten: this.rewritten.get(pool.behind) ?? [],
      right: new Set<string>(),
    };
    this.byPool.set(pool, answers);
    return answers;
  }
}

function serves({ names = [], adapters, rewritten }: Answers, { header, model }: ModelClaim): boolean {
  if (names.includes(model) || rewritten.includes(model) || rewritten.includes('*')) return true;
  return header !== BASE_MODEL && (adapters === undefined || adapters.includes(model));
}

/** Under the header of a base model requests for its adapters arrive, too. */
function servesAdapters(answers: Answers, { header, model }: ModelClaim, table: ModelTable | undefined): boolean {
  const { names = [], adapters } = answers;
  const asked = header === BASE_MODEL ? (table?.adaptersOf(model) ?? []) : [];
  return asked.some((name) => adapters === undefined || adapters.includes(name) || names.includes(name));
}

/** Tables of the body routers in front of a route. */
function tablesOf({ parents }: Route, tables: ReadonlyMap<string, ModelTable>) {
  const namespaces = new Set(parents.filter(({ kind }) => kind === 'Gateway').map(({ namespace }) => namespace));
  return [...namespaces].flatMap((namespace) => {
    const table = tables.get(namespace);
    return table === undefined ? [] : [{ namespace, table }];
  });
}

/** Pools of a rule that are here. */
function poolsOf(graph: Graph, { backends }: RouteRule): Pool[] {
  return backends.flatMap((backend) => (isPool(backend) ? (graph.pool(backend) ?? []) : []));
}

function* faultsOf(graph: Graph, route: Route, servers: Servers, tables: ReadonlyMap<string, ModelTable>) {
  const inFront = tablesOf(route, tables);
  for (const rule of route.rules) {
    const claims = rule.backends.some(isPool) ? rule.models : [];
    if (claims.length === 0) continue;
    const pools = poolsOf(graph, rule);
    for (const claim of claims) {
      for (const { namespace, table } of inFront) {
        if (claim.header !== BASE_MODEL || table.yields(claim.model)) continue;
        const base = table.baseOf(claim.model);
        yield {
          key: `${namespace} ${claim.model}`,
          fault: {
            object: route.manifest,
            severity: pools.length > 0 ? Severity.ERROR : Severity.WARNING,
            message:
              base === undefined
                ? `matches the base model '${claim.model}', which no ConfigMap of the body router in namespace '${namespace}' names, so the header is empty and the request ends with 404`
                : `matches the base model '${claim.model}', which the body router in namespace '${namespace}' takes for an adapter of '${base}'`,
            fix:
              base === undefined
                ? `add a ConfigMap to namespace '${namespace}' with the label inference.networking.k8s.io/bbr-managed: 'true' and data.baseModel: ${claim.model}, or match a model that one names`
                : `match '${base}'`,
          },
        };
      }
      for (const pool of pools) {
        const lack = servers.lack(pool, claim, inFront[0]?.table);
        if (lack === undefined) continue;
        const { namespace, name } = pool.manifest;
        yield {
          key: `${namespace}/${name} ${claim.model}`,
          fault: {
            object: route.manifest,
            severity: lack.severity,
            message: `sends requests for the model '${claim.model}' to InferencePool ${namespace}/${name}, whose pods serve only '${lack.instead.join("', '")}'`,
            fix: `match '${lack.instead[0]}', or add '${claim.model}' to --served-model-name of the pods`,
          },
        };
      }
    }
  }
}

export const modelName: Rule = {
  id: 'model-name',
  title: "The model that a route matches is one that the pool's pods serve and that the body router's table yields.",
  why: 'A name that the server does not know is answered with 404 by the server, a name that the router does not know with an empty 404 by the gateway.',
  severity: Severity.ERROR,
  *check(graph): Iterable<Fault> {
    const servers = new Servers(graph);
    const tables = modelTables(graph);
    // Many tenants may match the same wrong name: one finding is enough.
    const told = new Set<string>();
    for (const route of graph.routes) {
      for (const { key, fault } of faultsOf(graph, route, servers, tables)) {
        if (!told.has(key)) yield fault;
        told.add(key);
      }
    }
  },
};
