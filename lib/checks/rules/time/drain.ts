import { Severity } from '../../finding';
import { type Answers, answersByPool } from '../../graph/answers';
import { at } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import { nameOf } from '../../graph/manifest';
import type { Pool } from '../../graph/pool';
import { Vllm } from '../../graph/vllm';
import type { Workload } from '../../graph/workload';
import { writtenTogether } from '../../graph/written-together';
import type { Fault, Rule } from '../../rule';

/** Time that a server needs to end once its last answer is done: the real vLLM took 7 s. */
const MARGIN_SECONDS = 5;
const FIX_ROUTE = 'write a shorter timeouts.request, or a longer --shutdown-timeout and terminationGracePeriodSeconds';

function statesGrace({ podSpec }: Workload): boolean {
  return typeof podSpec.terminationGracePeriodSeconds === 'number';
}

/** What a vLLM server says of its own end. */
function* endOf(workload: Workload, { container, shutdownSeconds }: Vllm, longest: number): Iterable<Fault> {
  const object = workload.manifest;
  const { preStopSeconds } = container;
  if (shutdownSeconds === 'unknown') return;
  if (shutdownSeconds === 0) {
    yield {
      object,
      severity: Severity.WARNING,
      message: `runs vLLM with a --shutdown-timeout of 0${container.flagWords('shutdown-timeout') === undefined ? ' (its default)' : ''}, so that it cuts every answer in progress when a pod ends`,
      fix: `write --shutdown-timeout=${longest || 600}, a preStop sleep of 15 s and terminationGracePeriodSeconds: ${(longest || 600) + 30}`,
    };
    return;
  }
  if (at(container.json, 'lifecycle', 'preStop') === undefined) {
    yield {
      object,
      severity: Severity.WARNING,
      message: `has no preStop sleep in container '${container.name}', but vLLM answers 500 to new requests while it ends, and its /health stays 200`,
      fix: 'write lifecycle.preStop.sleep.seconds: 15',
    };
  }
  const needed = preStopSeconds + shutdownSeconds;
  const grace = workload.gracePeriodSeconds;
  if (needed + MARGIN_SECONDS <= grace) return;
  yield {
    object,
    severity: needed > grace && statesGrace(workload) ? Severity.ERROR : Severity.WARNING,
    message: `is killed ${grace} s after a pod is told to end (terminationGracePeriodSeconds), but its preStop sleep of ${preStopSeconds} s and its --shutdown-timeout of ${shutdownSeconds} s take ${needed} s and some seconds to end`,
    fix: `write terminationGracePeriodSeconds: ${needed + 15}, or a shorter --shutdown-timeout`,
  };
}

/** Whether a server finishes the answers that a route allows. */
function* cutAnswers(
  graph: Graph,
  workload: Workload,
  vllm: Vllm | undefined,
  { route, seconds }: Answers,
): Iterable<Fault> {
  const object = route.manifest;
  const shutdown = vllm?.shutdownSeconds ?? 'unknown';
  const allows = `allows answers of ${seconds} s, but ${nameOf(workload.manifest)}`;
  if (shutdown === 'unknown') {
    const grace = workload.gracePeriodSeconds;
    if (seconds <= grace) return;
    yield {
      object,
      severity: Severity.WARNING,
      message: `${allows} is killed ${grace} s after a pod is told to end`,
      fix: `write a shorter timeouts.request, or terminationGracePeriodSeconds: ${seconds + 30}`,
    };
  } else if (shutdown > 0 && seconds > shutdown) {
    const preStop = vllm?.container.preStopSeconds ?? 0;
    yield {
      object,
      // What begins just before the pod is told to end has the time of the preStop sleep too.
      severity:
        seconds > preStop + shutdown && writtenTogether(graph, workload.namespace) ? Severity.ERROR : Severity.WARNING,
      message: `${allows} gives those in progress ${shutdown} s when a pod ends (--shutdown-timeout, after a preStop sleep of ${preStop} s)`,
      fix: FIX_ROUTE,
    };
  }
}

/** Whether the pickers of a pool, which stand in the way of every answer, live as long as its servers' answers. */
function* pickerEnds(graph: Graph, pool: Pool, servers: readonly Workload[], longest: number): Iterable<Fault> {
  const drains = servers.map((workload) => Vllm.in(workload)?.shutdownSeconds ?? 'unknown');
  const drain = Math.max(0, ...drains.map((seconds) => (seconds === 'unknown' ? 0 : seconds)));
  const answer = drain > 0 ? Math.min(drain, longest) : longest;
  const together = writtenTogether(graph, pool.manifest.namespace);
  for (const workload of graph.pickersOf(pool)) {
    const grace = workload.gracePeriodSeconds;
    if (grace >= answer) continue;
    yield {
      object: workload.manifest,
      severity: drain > 0 && statesGrace(workload) && together ? Severity.ERROR : Severity.WARNING,
      message: `is killed ${grace} s after a pod is told to end, but the answers of ${nameOf(pool.manifest)}, which pass through it, take up to ${answer} s`,
      fix: `write terminationGracePeriodSeconds: ${answer + 30}`,
    };
  }
}

export const drain: Rule = {
  id: 'drain',
  title: 'Servers and pickers finish the longest answer that a route allows before they end.',
  why: 'Otherwise every rollout, node drain and scale-down cuts answers: vLLM at its --shutdown-timeout, the kubelet at terminationGracePeriodSeconds (https://docs.vllm.ai/en/stable/cli/serve/, https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination).',
  severity: Severity.ERROR,
  *check(graph) {
    const judged = new Set<Workload>();
    const answers = answersByPool(graph);
    for (const pool of graph.pools) {
      const allowed = answers.get(pool) ?? [];
      const longest = Math.max(0, ...allowed.map(({ seconds }) => seconds));
      const servers = graph.workloadsSelected(pool.manifest.namespace, pool.selector);
      for (const workload of servers) {
        const vllm = Vllm.in(workload);
        if (vllm !== undefined && !judged.has(workload)) yield* endOf(workload, vllm, longest);
        judged.add(workload);
        for (const one of allowed) yield* cutAnswers(graph, workload, vllm, one);
      }
      yield* pickerEnds(graph, pool, servers, longest);
    }
  },
};
