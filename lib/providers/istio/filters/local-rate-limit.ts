import type { BudgetedHost } from '../../budgets';
import { descriptorEntries, REPLICA_STAGE } from './budget-descriptors';
import { bucket, localRate } from './local-rate';

/** Requests a second of what has no budget: the filter demands a bucket, and no proxy empties this one. */
export const UNLIMITED = 4_294_967_295;

/** Counts in each proxy for itself; a tenant's requests of one hostname share its buckets. */
export function localRateLimit(hosts: BudgetedHost[]): Record<string, unknown>[] {
  const descriptors = hosts.flatMap(({ tenant, budgets }) =>
    budgets
      .filter(({ isExact }) => !isExact)
      .map((budget) => ({
        entries: descriptorEntries(tenant, budget),
        token_bucket: bucket(budget.requests, `${budget.period.toSeconds()}s`),
      })),
  );
  if (descriptors.length === 0) return [];
  return [
    localRate('replica-budgets', 'replica_budgets', {
      stage: REPLICA_STAGE,
      token_bucket: bucket(UNLIMITED),
      always_consume_default_token_bucket: false,
      enable_x_ratelimit_headers: 'DRAFT_VERSION_03',
      descriptors,
    }),
  ];
}
