import { BASE_MODEL_HEADER } from '../../../gateway/reserved-headers';
import { MODEL_KEY, TENANT_KEY, WINDOW_KEY } from '../../../limits/limits-file';
import type { RequestBudget } from '../../../limits/request-budget';
import type { BudgetedHost } from '../../budgets';
import { type EnvoyPatch, virtualHostPatch } from '../envoy-filter';

/** Which of the two filters a descriptor is for. */
const EXACT_STAGE = 0;
export const REPLICA_STAGE = 1;

/** What a budget is found by: keys and values, in this order. */
export function descriptorEntries(tenant: string, { window, modelName }: RequestBudget): Entry[] {
  return [
    { key: TENANT_KEY, value: tenant },
    { key: WINDOW_KEY, value: window },
    ...(modelName === undefined ? [] : [{ key: MODEL_KEY, value: modelName }]),
  ];
}

interface Entry {
  readonly key: string;
  readonly value: string;
}

/** One entry of what a request is counted by; requests for other models are not counted by a model's. */
function action({ key, value }: Entry): Record<string, unknown> {
  if (key !== MODEL_KEY) return { generic_key: { descriptor_key: key, descriptor_value: value } };
  const headers = [{ name: BASE_MODEL_HEADER, string_match: { exact: value } }];
  return { header_value_match: { descriptor_key: key, descriptor_value: value, headers } };
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
        actions: descriptorEntries(tenant, budget).map(action),
      })),
    }),
  );
}
