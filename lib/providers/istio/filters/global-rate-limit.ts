import type { Budgets } from '../../budgets';

/**
 * Asks the rate limiter, for hostnames with exact budgets only. It gets a second: with less, a limiter that is short of
 * CPU made proxies refuse requests that were within their budget.
 */
export function globalRateLimit({ hosts, counter }: Budgets): Record<string, unknown>[] {
  if (counter === undefined || !hosts.some(({ budgets }) => budgets.some(({ isExact }) => isExact))) return [];
  return [
    {
      name: 'inference-gateway.exact-budgets',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit',
        domain: counter.domain,
        timeout: '1s',
        failure_mode_deny: counter.failClosed,
        // Without it, a failure would look like one of the gateway itself (500).
        status_on_error: { code: 'ServiceUnavailable' },
        enable_x_ratelimit_headers: 'DRAFT_VERSION_03',
        rate_limit_service: {
          transport_api_version: 'V3',
          grpc_service: { envoy_grpc: { cluster_name: `outbound|${counter.port}||${counter.host}` } },
        },
      },
    },
  ];
}
