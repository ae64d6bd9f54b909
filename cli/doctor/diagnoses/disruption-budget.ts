import { Severity } from 'cdk8s-inference-gateway';
import type { Diagnosis } from '../diagnosis';

/** A budget that allows no eviction although all its pods are well. */
export const disruptionBudget: Diagnosis = {
  id: 'disruption-budget',
  *diagnose({ budgets }) {
    for (const budget of budgets) {
      const { expectedPods = 0, currentHealthy = 0, desiredHealthy = 0, disruptionsAllowed } = budget.status ?? {};
      if (disruptionsAllowed !== 0 || expectedPods === 0 || currentHealthy < expectedPods) continue;
      yield {
        object: budget,
        severity: Severity.WARNING,
        message: `wants ${desiredHealthy} of ${expectedPods} pods at all times, so no node with one of them can be drained`,
        fix: 'add a replica, or write maxUnavailable: 1',
      };
    }
  },
};
