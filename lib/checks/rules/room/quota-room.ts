import { Severity } from '../../finding';
import { acceleratorsOf, isAccelerator } from '../../graph/accelerator';
import { type Autoscaler, autoscalersByWorkload } from '../../graph/autoscaler';
import { Demand, MUST_STATE, podsOf } from '../../graph/demand';
import type { Graph } from '../../graph/graph';
import { nameOf } from '../../graph/manifest';
import { type QuotaLine, quotaLines } from '../../graph/quota';
import type { Workload } from '../../graph/workload';
import type { Fault, Rule } from '../../rule';

/** What one workload asks of one line of a quota. */
interface Share {
  readonly workload: Workload;
  readonly pods: number;
  readonly perPod: number;
  readonly autoscaler?: Autoscaler;
}

function amount(number: number): string {
  return String(Math.round(number * 1000) / 1000);
}

/** Pods that no container may keep silent in: each of them is refused. */
function* refused(demand: Demand, line: QuotaLine, workloads: readonly Workload[]): Iterable<Fault> {
  if (!MUST_STATE.includes(line.counted)) return;
  for (const workload of workloads) {
    const silent = demand.silent(workload, line.counted);
    if (silent.length === 0) continue;
    yield {
      object: workload.manifest,
      message: `states no ${line.counted} in container '${silent.join("', '")}', but ${nameOf(line.manifest)} counts ${line.name}, so every pod is refused`,
      fix: `write resources.${line.counted} into ${silent.length === 1 ? 'it' : 'each'}, or a LimitRange with a default for containers of the namespace`,
    };
  }
}

function* beyond(line: QuotaLine, shares: readonly Share[]): Iterable<Fault> {
  const { manifest, name, hard, text } = line;
  const need = shares.reduce((sum, { pods, perPod }) => sum + pods * perPod, 0);
  const allows = `allows ${text} ${name}`;
  if (need > hard) {
    const list = shares
      .filter(({ pods, perPod }) => pods * perPod > 0)
      .map(({ workload, pods, perPod }) => `${workload.manifest.name} ${pods} x ${amount(perPod)}`);
    yield {
      object: manifest,
      message: `${allows}, but the pods of namespace '${manifest.namespace}' ask for ${amount(need)} (${list.slice(0, 10).join(', ')}${list.length > 10 ? ', ...' : ''})`,
      fix: `write ${amount(need)} or more, or fewer replicas`,
    };
    return;
  }
  for (const { workload, pods, perPod, autoscaler } of shares) {
    const { maxSurge, maxUnavailable } = workload;
    if (autoscaler?.max !== undefined && need + (autoscaler.max - pods) * perPod > hard) {
      yield {
        object: autoscaler.manifest,
        message: `lets ${nameOf(workload.manifest)} grow to ${autoscaler.max} pods, which takes ${amount(need + (autoscaler.max - pods) * perPod)} ${name} in namespace '${manifest.namespace}', but ${nameOf(manifest)} ${allows}`,
        fix: `write a maximum of ${Math.floor(pods + (hard - need) / perPod)} pods, or raise the quota`,
      };
    }
    if (pods === 0 || maxUnavailable > 0 || need + maxSurge * perPod <= hard) continue;
    yield {
      object: workload.manifest,
      message: `starts ${maxSurge} more pod${maxSurge === 1 ? '' : 's'} in a rollout before any may end, which takes ${amount(need + maxSurge * perPod)} ${name}, but ${nameOf(manifest)} ${allows}, so the rollout never ends`,
      fix: `write strategy.rollingUpdate { maxSurge: 0, maxUnavailable: 1 }, or ${amount(need + maxSurge * perPod)} into the quota`,
    };
  }
}

function sharesOf(graph: Graph, demand: Demand, scaled: ReadonlyMap<Workload, readonly Autoscaler[]>, line: QuotaLine) {
  return graph.workloadsIn(line.manifest.namespace).flatMap((workload): Share[] => {
    const autoscaler = scaled.get(workload)?.[0];
    const pods = podsOf(workload, autoscaler?.min);
    if (pods === undefined) return [];
    return [{ workload, pods, perPod: demand.ofPod(workload, line.counted), autoscaler }];
  });
}

/** A limit that nothing runs into is not kept by anybody. */
function* pointless(graph: Graph, { manifest, name, counted, hard }: QuotaLine): Iterable<Fault> {
  const { namespace } = manifest;
  const device = counted.replace(/^requests\./, '');
  if (device === counted || !isAccelerator(device)) return;
  if (hard === 0 || !graph.owns(namespace)) return;
  const runs = graph
    .workloadsIn(namespace)
    .some(({ containers }) => containers.some(({ json }) => acceleratorsOf(json).has(device)));
  if (runs) return;
  yield {
    object: manifest,
    severity: Severity.WARNING,
    message: `limits ${name} in namespace '${namespace}', where no pod asks for any: GPUs are taken where the model runs, not where its requests come from`,
    fix: `remove ${name}, or write it into the quota of the namespace of the model's pods`,
  };
}

export const quotaRoom: Rule = {
  id: 'quota-room',
  title:
    'What the workloads of a namespace ask for fits its quotas, in rollouts and at the maximum of autoscalers too.',
  why: 'Objects are accepted and the pods refused: the Deployment says so in an event alone (https://kubernetes.io/docs/concepts/policy/resource-quotas/).',
  severity: Severity.ERROR,
  *check(graph) {
    const demand = new Demand(graph);
    const scaled = autoscalersByWorkload(graph);
    for (const [namespace, lines] of quotaLines(graph)) {
      for (const line of lines) {
        yield* refused(demand, line, graph.workloadsIn(namespace));
        yield* beyond(line, sharesOf(graph, demand, scaled, line));
        yield* pointless(graph, line);
      }
    }
  },
};
