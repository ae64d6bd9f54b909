import { Severity } from '../../finding';
import { acceleratorsOf } from '../../graph/accelerator';
import { at } from '../../graph/fields';
import type { Workload } from '../../graph/workload';
import type { Rule } from '../../rule';

/** GPUs of one pod. */
function gpus({ containers }: Workload): number {
  const counts = containers.flatMap(({ json }) => [...acceleratorsOf(json).values()]);
  return counts.reduce((sum, count) => sum + count, 0);
}

export const gpuRollout: Rule = {
  id: 'gpu-rollout',
  title: 'A Deployment on GPUs says whether a rollout needs a spare GPU.',
  why: 'By default 25 % more pods may start and 25 % may be missing; of 1 to 3 replicas that is one more and none missing, so that without a spare GPU the rollout waits for ever (seen with 3 replicas and no GPU left).',
  severity: Severity.WARNING,
  *check(graph) {
    for (const workload of graph.workloads) {
      const { manifest, maxSurge, maxUnavailable } = workload;
      const stated = at(manifest.json, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable');
      const chosen = stated === 0 || stated === '0%';
      const each = gpus(workload);
      if (manifest.kind !== 'Deployment' || each === 0 || maxSurge === 0 || maxUnavailable > 0 || chosen) continue;
      yield {
        object: manifest,
        message: `has ${workload.replicas ?? 1} x ${each} GPU and ${stated === undefined ? 'no maxUnavailable (25 %)' : `maxUnavailable ${stated}`}, which comes to ${maxSurge} more and 0 fewer pods, so that a rollout waits until ${maxSurge * each} more GPU ${maxSurge * each === 1 ? 'is' : 'are'} free`,
        fix: 'write strategy.rollingUpdate { maxSurge: 0, maxUnavailable: 1 }, or maxUnavailable: 0 if there is always a spare GPU',
      };
    }
  },
};
