import { TENANT_KEY, WINDOW_KEY } from '../../../limits/limits-file';
import type { RequestBudget } from '../../../limits/request-budget';
import type { BudgetedHost } from '../../budgets';
import { type EnvoyPatch, virtualHostPatch } from '../envoy-filter';

/** Which of the two filters a descriptor is for. */
const EXACT_STAGE = 0;
export const REPLICA_STAGE = 1;

/** What a budget is found by: keys and values, in this order. */
export function descriptorEntries(tenant: string, { window }: RequestBudget): { key: string; value: string }[] {
  return [
    { key: TENANT_KEY, value: tenant },
    { key: WINDOW_KEY, value: window },
  ];
}

/**
 * Names the budgets of a hostname to both filters. By the hostname and not by a filter for all: only what is routed to a
 * model counts, and whoever has no budget needs no limiter.
 */
export function budgetPatches(hosts: BudgetedHost[]): EnvoyPatch[] {
  return hosts.map(({ tenant, budgets, ...host }) =>
    virtualHostPatch(host, {
      rate_limits: budgets.map((budget) => ({
        stage: budget.isExact ? EXACT_STAGE : REPLICA_STAGE,
        actions: descriptorEntries(tenant, budget).map(({ key, value }) => ({
          generic_key: { descriptor_key: key, descriptor_value: value },
        })),
      })),
    }),
  );
}
