import { Severity } from '../../finding';
import { ExtProc, Flavour } from '../../graph/ext-proc';
import type { Graph } from '../../graph/graph';
import type { Pool } from '../../graph/pool';
import type { Fault, Rule } from '../../rule';

const SWITCHES = ['secure-serving', 'ha-enable-leader-election', 'metrics-endpoint-auth', 'tracing', 'enable-pprof'];

/** Flags that the program still knows, only to end when it meets them. */
const RETIRED = [
  'total-queued-requests-metric',
  'total-running-requests-metric',
  'kv-cache-usage-percentage-metric',
  'lora-info-metric',
  'cache-info-metric',
];

/** What the picker takes for the name, namespace and group of its pool; undefined what is not known. */
function target(picker: ExtProc) {
  const { container } = picker;
  const namespace = picker.has('pool-namespace')
    ? container.flag('pool-namespace')
    : picker.hasEnv('NAMESPACE')
      ? container.env('NAMESPACE')
      : 'default';
  return {
    name: container.flag('pool-name'),
    namespace,
    group: picker.has('pool-group') ? container.flag('pool-group') : undefined,
  };
}

function* poolFaults(graph: Graph, picker: ExtProc, pool: Pool): Iterable<Fault> {
  const object = picker.workload.manifest;
  const { name, namespace, group } = pool.manifest;
  if (picker.has('endpoint-selector')) return;
  const is = target(picker);
  if (!picker.has('pool-name')) {
    yield { object, message: `picks for pool '${name}', but has no --pool-name`, fix: `write --pool-name=${name}` };
    return;
  }
  const picksBehind = is.name !== undefined && graph.behind(namespace, is.name) === pool.behind;
  const wrong = [
    { flag: 'pool-name', is: picksBehind ? name : is.name, should: name },
    { flag: 'pool-namespace', is: is.namespace, should: namespace },
    { flag: 'pool-group', is: is.group, should: group },
  ].filter((one) => one.is !== undefined && one.is !== one.should);
  for (const { flag, is: value, should } of wrong) {
    yield {
      object,
      message: `picks for pool '${name}' in namespace '${namespace}', but its ${flag} is '${value}'${picker.has(flag) ? '' : ' by default'}`,
      fix: `write --${flag}=${should}`,
    };
  }
}

function* flagFaults(picker: ExtProc): Iterable<Fault> {
  const object = picker.workload.manifest;
  if (picker.flavour !== Flavour.GIE && picker.flavour !== Flavour.LLM_D) return;
  for (const flag of SWITCHES) {
    const { words } = picker.container;
    const value = words[words.indexOf(`--${flag}`) + 1];
    if (!words.includes(`--${flag}`) || value !== 'false') continue;
    yield {
      object,
      message: `has '--${flag} false' as two words, which the picker reads as --${flag}=true`,
      fix: `write --${flag}=false as one word`,
    };
  }
  // Settable until GIE v1.3.
  if (picker.flavour === Flavour.GIE && (picker.version ?? 0) < 1.04) return;
  for (const flag of RETIRED.filter((one) => picker.has(one))) {
    yield {
      object,
      message: `has --${flag}, at which the picker ends`,
      fix: 'leave it out, and name the metric in engineConfigs of the core-metrics-extractor plugin',
    };
  }
}

export const pickerArguments: Rule = {
  id: 'picker-arguments',
  title:
    "A picker's arguments name the pool that names the picker or one of the same pods, and none that it misreads or ends at.",
  why: 'A picker of another pool has no endpoint for the requests, and is restarted until its own pool exists; nothing in the status of pool or route says so.',
  severity: Severity.ERROR,
  *check(graph) {
    const judged = new Set<ExtProc>();
    for (const pool of graph.pools) {
      for (const workload of graph.pickersOf(pool)) {
        const picker = ExtProc.pickerIn(workload);
        if (picker === undefined) continue;
        yield* poolFaults(graph, picker, pool);
        if (!judged.has(picker)) yield* flagFaults(picker);
        judged.add(picker);
      }
    }
  },
};
