import { OBJECTIVE_HEADER } from '../../../gateway/reserved-headers';
import { declaration } from '../../declaration';
import { Severity } from '../../finding';
import { patchesOf } from '../../graph/envoy-filters';
import { textAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import type { Manifest } from '../../graph/manifest';
import type { Pool } from '../../graph/pool';
import { isPool, type Reference, type Route } from '../../graph/route';
import type { Fault, Rule } from '../../rule';

const KIND = 'InferenceObjective';

/** An objective that no picker reads. */
function* orphan(graph: Graph, object: Manifest): Iterable<Fault> {
  const { namespace } = object;
  const name = textAt(object.json, 'spec', 'poolRef', 'name') ?? '';
  if (graph.knows('InferencePool', namespace, name)) return;
  const owned = graph.owns(namespace);
  yield {
    object,
    severity: owned ? Severity.ERROR : Severity.WARNING,
    message: `is for the InferencePool '${name}', which ${owned ? 'does not exist' : 'is not made here'} in namespace '${namespace}'`,
    fix: `correct poolRef.name, move it into the pool's own namespace, or declare the pool: ${declaration(object, { kind: 'InferencePool', namespace, name })}`,
  };
}

/** The objective that a patch of a rule names, and the pools that the rule leads to. */
interface Named {
  readonly objective: string;
  readonly pools: readonly Reference[];
}

function* named(routes: ReadonlyMap<string, Route>, filter: Manifest): Iterable<Named> {
  for (const { applyTo, rule, value } of patchesOf(filter)) {
    const objective = applyTo === 'HTTP_ROUTE' ? headerSet(value) : undefined;
    if (objective === undefined) continue;
    const [namespace = '', ...rest] = rule.split('.');
    const index = Number(rest.pop());
    yield {
      objective,
      pools: routes.get(`${namespace}/${rest.join('.')}`)?.rules[index]?.backends.filter(isPool) ?? [],
    };
  }
}

/** Value that the header of the objective is set to, wherever that stands in a patch. */
function headerSet(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (textAt(value, 'key')?.toLowerCase() === OBJECTIVE_HEADER) return textAt(value, 'value');
  for (const inner of Object.values(value)) {
    const found = headerSet(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function* unknown(graph: Graph, filter: Manifest, { objective, pools }: Named): Iterable<Fault> {
  for (const { namespace, name } of pools) {
    const pool: Pool | undefined = graph.pool({ group: '', kind: 'InferencePool', namespace, name });
    if (pool === undefined) continue;
    const found = graph.find(KIND, namespace, objective);
    const other = found && textAt(found.json, 'spec', 'poolRef', 'name');
    if (other !== undefined && graph.behind(namespace, other) === pool.behind) continue;
    if (found === undefined && graph.knows(KIND, namespace, objective)) continue;
    yield {
      object: filter,
      severity: graph.owns(namespace) ? Severity.ERROR : Severity.WARNING,
      message: `gives requests for pool '${namespace}/${name}' the priority of ${KIND} '${objective}', which ${other === undefined ? 'is not made here' : `is for pool '${other}'`}, so that its picker takes them for 0`,
      fix: `make ${KIND} ${namespace}/${objective} with poolRef.name: ${name}, or name another one`,
    };
  }
}

export const inferenceObjective: Rule = {
  id: 'inference-objective',
  title: 'An InferenceObjective is for a pool of its own namespace, and the one that a rule names is there.',
  why: 'The picker takes a name that it does not know for priority 0 and says so nowhere: what should go first waits with all others, and what may be shed is not.',
  severity: Severity.ERROR,
  *check(graph) {
    for (const objective of graph.of(KIND)) yield* orphan(graph, objective);
    const routes = new Map(graph.routes.map((one) => [`${one.manifest.namespace}/${one.manifest.name}`, one]));
    for (const filter of graph.of('EnvoyFilter')) {
      for (const one of named(routes, filter)) yield* unknown(graph, filter, one);
    }
  },
};
