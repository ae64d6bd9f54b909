import { Severity } from '../../finding';
import { ExtProc } from '../../graph/ext-proc';
import type { Graph } from '../../graph/graph';
import { ModelServer } from '../../graph/model-server';
import type { Pool } from '../../graph/pool';
import { selectsAll } from '../../graph/selector';
import type { Workload } from '../../graph/workload';
import type { Fault, Rule } from '../../rule';

/** Kinds whose operators make the pods of model servers. */
const OPERATED = [
  'DynamoGraphDeployment',
  'InferenceService',
  'LLMInferenceService',
  'Model',
  'ModelDeployment',
  'PodCliqueSet',
  'RayCluster',
  'RayService',
  'Workspace',
];

/** Namespaces with a model server that no pool selects: the one that a selector without pods means. */
function unselected(graph: Graph): ReadonlySet<string> {
  const selected = new Set(
    graph.pools.flatMap(({ manifest, selector }) => graph.workloadsSelected(manifest.namespace, selector)),
  );
  const left = graph.workloads.filter((workload) => !selected.has(workload) && ModelServer.in(workload) !== undefined);
  return new Set(left.map(({ namespace }) => namespace));
}

function written({ selector: { labels, expressions } }: Pool): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return [...pairs, ...expressions.map(({ key, operator }) => `${key} ${operator}`)].join(', ');
}

function listed(workloads: readonly Workload[]): string {
  return workloads.map(({ manifest: { kind, name } }) => `${kind} ${name}`).join(', ');
}

function* selection(graph: Graph, pool: Pool, left: ReadonlySet<string>): Iterable<Fault> {
  const object = pool.manifest;
  const { namespace } = object;
  if (selectsAll(pool.selector)) {
    yield {
      object,
      message: `has no labels in spec.selector, so every pod of namespace '${namespace}' would be an endpoint`,
      fix: 'set spec.selector.matchLabels to the labels of the pods that serve the model',
    };
    return;
  }
  const workloads = graph.workloadsSelected(namespace, pool.selector);
  if (workloads.length === 0) {
    // The pods may be made by an operator or, without the Namespace here, by another file.
    const operated = OPERATED.some((kind) => graph.of(kind).some((one) => one.namespace === namespace));
    const known = left.has(namespace) || (graph.find('Namespace', '', namespace) !== undefined && !operated);
    yield {
      object,
      severity: known ? Severity.ERROR : Severity.WARNING,
      message: `selects ${written(pool)}, which no pods of namespace '${namespace}' have`,
      fix: 'set spec.selector.matchLabels to the labels of the pod template that serves the model, in the same namespace',
    };
    return;
  }
  const pickers = workloads.filter((workload) => ExtProc.pickerIn(workload) !== undefined);
  if (pickers.length > 0) {
    yield {
      object,
      message: `selects ${written(pool)}, which the pods of the endpoint picker have too (${listed(pickers)})`,
      fix: 'add a label to the selector that only the model servers have',
    };
  }
  // Prefill and decode, blue and green, leaders and workers serve one model: then several workloads are right.
  const servers = workloads.flatMap((workload) => {
    const names = ModelServer.in(workload)?.names;
    return names === undefined ? [] : [{ workload, names }];
  });
  const [first, ...others] = servers;
  const stranger = others.find(({ names }) => !names.some((name) => first?.names.includes(name)));
  if (first === undefined || stranger === undefined) return;
  yield {
    object,
    message: `selects pods of several models: ${listed([first.workload])} serves '${first.names.join("', '")}', ${listed([stranger.workload])} serves '${stranger.names.join("', '")}', and the picker sends requests to any of them`,
    fix: 'add a label to the selector that only the pods of one model have, and make a pool for the other',
  };
}

export const poolSelector: Rule = {
  id: 'pool-selector',
  title: "An InferencePool selects the pods of one model in its namespace, and none of the picker's.",
  why: 'Requests to a pool without pods end with 503; in a pool of two models half of them end with 404 (https://gateway-api-inference-extension.sigs.k8s.io/api-types/inferencepool/).',
  severity: Severity.ERROR,
  *check(graph) {
    const left = unselected(graph);
    for (const pool of graph.pools) yield* selection(graph, pool, left);
  },
};
