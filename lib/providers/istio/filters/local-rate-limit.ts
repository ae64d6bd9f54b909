import type { BudgetedHost } from '../../budgets';
import { descriptorEntries, REPLICA_STAGE } from './budget-descriptors';

/** Requests a second of what has no budget: the filter demands a bucket, and no proxy empties this one. */
export const UNLIMITED = 4_294_967_295;

const ALWAYS = { numerator: 100, denominator: 'HUNDRED' };

/** Counts in each proxy for itself; a tenant's requests of one hostname share its buckets. */
export function localRateLimit(hosts: BudgetedHost[]): Record<string, unknown>[] {
  const descriptors = hosts.flatMap(({ tenant, budgets }) =>
    budgets
      .filter(({ isExact }) => !isExact)
      .map((budget) => ({
        entries: descriptorEntries(tenant, budget),
        token_bucket: {
          max_tokens: budget.requests,
          tokens_per_fill: budget.requests,
          fill_interval: `${budget.period.toSeconds()}s`,
        },
      })),
  );
  if (descriptors.length === 0) return [];
  return [
    {
      name: 'inference-gateway.replica-budgets',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
        stat_prefix: 'replica_budgets',
        stage: REPLICA_STAGE,
        filter_enabled: { default_value: ALWAYS, runtime_key: 'replica_budgets_enabled' },
        filter_enforced: { default_value: ALWAYS, runtime_key: 'replica_budgets_enforced' },
        token_bucket: { max_tokens: UNLIMITED, tokens_per_fill: UNLIMITED, fill_interval: '1s' },
        always_consume_default_token_bucket: false,
        enable_x_ratelimit_headers: 'DRAFT_VERSION_03',
        descriptors,
      },
    },
  ];
}
