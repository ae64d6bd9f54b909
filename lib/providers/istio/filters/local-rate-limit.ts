import type { BudgetedHost } from '../../budgets';
import { descriptorEntries, REPLICA_STAGE } from './budget-descriptors';

/** For what has no budget: a bucket that the filter demands, and that no proxy empties. */
const UNLIMITED = { max_tokens: 1_000_000, tokens_per_fill: 1_000_000, fill_interval: '1s' };

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
        token_bucket: UNLIMITED,
        always_consume_default_token_bucket: false,
        enable_x_ratelimit_headers: 'DRAFT_VERSION_03',
        descriptors,
      },
    },
  ];
}
