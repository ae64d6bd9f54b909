/** Refuses what comes faster than a proxy may take it, whoever sends it: before anybody is asked who that is. */
export function doorRate(requestsPerSecond: number): Record<string, unknown> {
  const every = { default_value: { numerator: 100, denominator: 'HUNDRED' } };
  return {
    name: 'inference-gateway.door-rate',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
      stat_prefix: 'inference_gateway_door',
      filter_enabled: { ...every, runtime_key: 'inference_gateway_door_enabled' },
      filter_enforced: { ...every, runtime_key: 'inference_gateway_door_enforced' },
      token_bucket: { max_tokens: requestsPerSecond, tokens_per_fill: requestsPerSecond, fill_interval: '1s' },
      response_headers_to_add: [
        { header: { key: 'retry-after', value: '1' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
      ],
    },
  };
}
