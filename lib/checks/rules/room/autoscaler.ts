import { Severity } from '../../finding';
import { autoscalers, autoscalersByWorkload } from '../../graph/autoscaler';
import { nameOf } from '../../graph/manifest';
import type { Rule } from '../../rule';

export const autoscaler: Rule = {
  id: 'autoscaler',
  title: 'An autoscaler has a minimum below its maximum, and is the only one that decides how many pods there are.',
  why: 'The API server refuses a minimum above the maximum; a number of replicas in the manifest undoes what the autoscaler did with every apply, which ends pods in the middle of their answers (https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling).',
  severity: Severity.WARNING,
  *check(graph) {
    for (const { manifest, min, max } of autoscalers(graph)) {
      if (max === undefined || min <= max) continue;
      yield {
        object: manifest,
        severity: Severity.ERROR,
        message: `has a minimum of ${min} replicas and a maximum of ${max}`,
        fix: `write a maximum of ${min} or more`,
      };
    }
    for (const [workload, owners] of autoscalersByWorkload(graph)) {
      const [first, ...others] = owners.map(({ manifest }) => manifest);
      if (first === undefined) continue;
      if (others.length > 0) {
        yield {
          object: workload.manifest,
          message: `has ${others.length + 1} autoscalers (${[first, ...others].map(nameOf).join(', ')}), which undo what the other does`,
          fix: 'keep one',
        };
      }
      if (workload.replicas === undefined) continue;
      yield {
        object: workload.manifest,
        message: `states ${workload.replicas} replicas, but ${nameOf(first)} decides how many there are: every apply undoes what it did`,
        fix: 'remove spec.replicas',
      };
    }
  },
};
