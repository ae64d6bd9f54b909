const ALWAYS = { numerator: 100, denominator: 'HUNDRED' };

/** Requests, or bytes of them, that a proxy lets pass in a time. */
export function bucket(tokens: number, fillInterval = '1s'): Record<string, unknown> {
  return { max_tokens: tokens, tokens_per_fill: tokens, fill_interval: fillInterval };
}

/**
 * A filter that counts in each proxy for itself.
 *
 * @param key what its statistics and switches are called
 */
export function localRate(name: string, key: string, limits: Record<string, unknown>): Record<string, unknown> {
  return {
    name: `inference-gateway.${name}`,
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
      stat_prefix: key,
      filter_enabled: { default_value: ALWAYS, runtime_key: `${key}_enabled` },
      filter_enforced: { default_value: ALWAYS, runtime_key: `${key}_enforced` },
      ...limits,
    },
  };
}
