import type { RequestFilters } from '../../provider-renderer';
import { BODY_ROUTER_FILTER } from './router-bypass';

/**
 * Turns `model` of the body into a header. Responses are left alone: any other response mode would hold a stream back
 * until its end. Without the router no request passes.
 */
export function bodyRouter({ bodyRouterHost, bodyRouterPort }: RequestFilters): Record<string, unknown> {
  return {
    name: BODY_ROUTER_FILTER,
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor',
      failure_mode_allow: false,
      allow_mode_override: true,
      message_timeout: '5s',
      processing_mode: {
        request_header_mode: 'SEND',
        request_body_mode: 'FULL_DUPLEX_STREAMED',
        request_trailer_mode: 'SEND',
        response_header_mode: 'SKIP',
        response_body_mode: 'NONE',
        response_trailer_mode: 'SKIP',
      },
      grpc_service: { envoy_grpc: { cluster_name: `outbound|${bodyRouterPort}||${bodyRouterHost}` } },
    },
  };
}
