import { Severity } from '../../finding';
import { autoscalersByWorkload } from '../../graph/autoscaler';
import { podsOf } from '../../graph/demand';
import { at, fieldsAt } from '../../graph/fields';
import { type Manifest, nameOf } from '../../graph/manifest';
import { push } from '../../graph/multimap';
import { selectorOf } from '../../graph/selector';
import { Unseen } from '../../graph/unseen';
import type { Workload } from '../../graph/workload';
import type { Fault, Rule } from '../../rule';

/** Pods that must stay, of so many; a share is rounded up. */
function kept(value: unknown, pods: number): number {
  return typeof value === 'string' && value.endsWith('%')
    ? Math.ceil((Number(value.slice(0, -1)) / 100) * pods)
    : Number(value);
}

/** Why a budget lets nobody evict a pod; `pods` is undefined where the number of pods changes. */
function blocks(spec: unknown, pods: number | undefined): string | undefined {
  const [minAvailable, maxUnavailable] = [at(spec, 'minAvailable'), at(spec, 'maxUnavailable')];
  if (maxUnavailable === 0 || maxUnavailable === '0' || maxUnavailable === '0%') return 'maxUnavailable 0';
  if (minAvailable === '100%') return 'minAvailable 100%';
  if (minAvailable === undefined || pods === undefined || kept(minAvailable, pods) < pods) return undefined;
  return `minAvailable ${minAvailable} of ${pods} pod${pods === 1 ? '' : 's'}`;
}

function* faultsOf(budget: Manifest, workloads: readonly Workload[], fixed: boolean): Iterable<Fault> {
  const counts = workloads.map((workload) => podsOf(workload));
  const known = fixed && counts.every((count) => count !== undefined);
  const pods = known ? counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) : undefined;
  if (workloads.length === 0) {
    yield {
      object: budget,
      message: 'selects no pod of its namespace, so it protects nothing',
      fix: "write the labels of a workload's pod template into spec.selector.matchLabels",
    };
    return;
  }
  const reason = pods === 0 ? undefined : blocks(budget.json.spec, pods);
  if (reason === undefined) return;
  yield {
    object: budget,
    message: `never lets a pod of ${workloads.map(({ manifest }) => nameOf(manifest)).join(', ')} be evicted (${reason}), so no node that runs one can be drained or upgraded`,
    fix: 'write maxUnavailable: 1 in place of minAvailable, or more replicas',
  };
}

export const disruptionBudget: Rule = {
  id: 'disruption-budget',
  title: 'A disruption budget selects pods, each pod has at most one, and none blocks the drain of a node for ever.',
  why: 'Upgrades of node pools wait for evictions until they time out; a pod with two budgets cannot be evicted at all (https://kubernetes.io/docs/tasks/run-application/configure-pdb/).',
  severity: Severity.WARNING,
  *check(graph) {
    const scaled = autoscalersByWorkload(graph);
    const unseen = new Unseen(graph);
    const budgetsOf = new Map<Workload, Manifest[]>();
    for (const budget of graph.of('PodDisruptionBudget', 'policy')) {
      const { namespace, json } = budget;
      const selector = selectorOf(fieldsAt(json, 'spec', 'selector'));
      const workloads = graph.workloadsSelected(namespace, selector);
      if (workloads.length === 0 && (!graph.owns(namespace) || unseen.mayMatch(namespace, selector))) continue;
      for (const workload of workloads) push(budgetsOf, workload, budget);
      yield* faultsOf(budget, workloads, !workloads.some((workload) => scaled.has(workload)));
    }
    for (const [workload, [first, ...others]] of budgetsOf) {
      if (first === undefined || others.length === 0) continue;
      yield {
        object: workload.manifest,
        message: `has pods with ${others.length + 1} disruption budgets (${[first, ...others].map(({ name }) => name).join(', ')}), so none of them can be evicted`,
        fix: 'keep one budget',
      };
    }
  },
};
