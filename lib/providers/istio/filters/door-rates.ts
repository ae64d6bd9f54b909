import { bucket, localRate } from './local-rate';

/** What is refused may come again with the next second. */
const NEXT_SECOND = {
  response_headers_to_add: [
    { header: { key: 'retry-after', value: '1' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
  ],
};

/** Refuses what comes faster than a proxy may take it, whoever sends it: before anybody is asked who that is. */
export function requestRate(requestsPerSecond: number): Record<string, unknown> {
  return localRate('request-rate', 'inference_gateway_request_rate', {
    token_bucket: bucket(requestsPerSecond),
    ...NEXT_SECOND,
  });
}

/**
 * Refuses bodies that come faster than router and picker can hold them: a picker takes 14 times the bytes of all bodies
 * that it has at a time. It counts what Content-Length announces; small bodies pass also where large ones have used it up
 * but for their own size.
 */
export function bodyRate(bytesPerSecond: number): Record<string, unknown> {
  return localRate('body-rate', 'inference_gateway_body_rate', {
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
    ...NEXT_SECOND,
  });
}
