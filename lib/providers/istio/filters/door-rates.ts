const PACKAGE = 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3';
const EVERY = { numerator: 100, denominator: 'HUNDRED' };
const PER_SECOND = '1s';

interface Bucket {
  readonly max_tokens: number;
  readonly tokens_per_fill: number;
  readonly fill_interval: string;
}

/** Refuses what comes faster than a proxy may take it, whoever sends it: before anybody is asked who that is. */
export function requestRate(requestsPerSecond: number): Record<string, unknown> {
  return localRate('request-rate', { token_bucket: bucket(requestsPerSecond) });
}

/**
 * Refuses bodies that come faster than router and picker can hold them: a picker takes 14 times the bytes of all bodies
 * that it has at a time. It counts what Content-Length announces; small bodies pass also where large ones have used it up
 * but for their own size.
 */
export function bodyRate(bytesPerSecond: number): Record<string, unknown> {
  return localRate('body-rate', {
    // Of requests without a body.
    token_bucket: bucket(1_000_000),
    always_consume_default_token_bucket: false,
    rate_limits: [
      {
        actions: [
          {
            header_value_match: {
              descriptor_key: 'body',
              descriptor_value: 'bytes',
              // An announced length of 0 would be refused, as if it had used up the bucket.
              headers: [{ name: 'content-length', range_match: { start: 1, end: 2 ** 53 } }],
            },
          },
        ],
        hits_addend: { format: '%REQ(content-length)%' },
      },
    ],
    descriptors: [{ entries: [{ key: 'body', value: 'bytes' }], token_bucket: bucket(bytesPerSecond) }],
  });
}

function localRate(name: string, limits: Record<string, unknown>): Record<string, unknown> {
  const key = `inference_gateway_${name.replace('-', '_')}`;
  return {
    name: `inference-gateway.${name}`,
    typed_config: {
      '@type': `${PACKAGE}.LocalRateLimit`,
      stat_prefix: key,
      filter_enabled: { default_value: EVERY, runtime_key: `${key}_enabled` },
      filter_enforced: { default_value: EVERY, runtime_key: `${key}_enforced` },
      ...limits,
      response_headers_to_add: [
        { header: { key: 'retry-after', value: '1' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
      ],
    },
  };
}

function bucket(perSecond: number): Bucket {
  return { max_tokens: perSecond, tokens_per_fill: perSecond, fill_interval: PER_SECOND };
}
