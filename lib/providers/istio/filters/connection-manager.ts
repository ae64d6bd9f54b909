import type { RequestFilters } from '../../provider-renderer';
import { localReplies } from './local-replies';

export const HTTP_CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager';

/** What holds before any filter sees a request, and how refusals read. */
export function connectionManager({ door, ways }: RequestFilters): Record<string, unknown> {
  return {
    typed_config: {
      '@type': `type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`,
      max_request_headers_kb: door.maxHeaderKibibytes,
      common_http_protocol_options: { max_headers_count: door.maxHeaders },
      request_headers_timeout: `${door.headersSeconds}s`,
      request_timeout: `${door.requestSeconds}s`,
      // By which a client can name a request whose line is looked for in the access log.
      always_set_request_id_in_response: true,
      local_reply_config: localReplies(ways),
    },
  };
}
