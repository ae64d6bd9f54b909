import type { ModelsList } from '../provider-renderer';
import type { EnvoyPatch } from './envoy-filter';
import { routerBypass } from './filters/router-bypass';

/**
 * Answers `GET /v1/models` at the gateway: the request has no body, so no model's route could match it, and clients
 * call it first. It stands in front of any route, so no route can take it over, and needs no body router.
 */
export function modelsList({ hostname, port, ownedBy, modelNames }: ModelsList): EnvoyPatch {
  const data = modelNames.map((id) => ({ id, object: 'model', created: 0, owned_by: ownedBy }));
  return {
    applyTo: 'HTTP_ROUTE',
    match: { context: 'GATEWAY', routeConfiguration: { vhost: { name: `${hostname}:${port}` } } },
    patch: {
      operation: 'INSERT_FIRST',
      value: {
        name: 'inference-gateway.models-list',
        match: { path: '/v1/models', headers: [{ name: ':method', string_match: { exact: 'GET' } }] },
        direct_response: { status: 200, body: { inline_string: JSON.stringify({ object: 'list', data }) } },
        response_headers_to_add: [
          {
            header: { key: 'content-type', value: 'application/json' },
            append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
          },
        ],
        typed_per_filter_config: routerBypass(),
      },
    },
  };
}
