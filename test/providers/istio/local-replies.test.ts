import { Authentication, type InferenceGatewayProps } from 'cdk8s-inference-gateway';
import { AUTHORIZER, TOKENS, team } from '../../programs';
import { find } from '../../render';

interface Mapper {
  readonly filter: {
    readonly and_filter?: {
      readonly filters: { readonly header_filter?: { readonly header: { readonly name: string } } }[];
    };
  };
  readonly status_code?: number;
  readonly body_format_override: {
    readonly content_type: string;
    readonly json_format: { readonly error: { readonly code: string; readonly message: string } };
  };
}

function mappers(gateway?: InferenceGatewayProps): Mapper[] {
  const { configPatches } = find(team({ gateway }).app, 'EnvoyFilter', 'gateway-request-filters').spec;
  const merged = configPatches.find(({ applyTo }) => applyTo === 'NETWORK_FILTER')?.patch.value.typed_config;
  return (merged as { readonly local_reply_config: { readonly mappers: Mapper[] } }).local_reply_config.mappers;
}

test('each refusal has the code that OpenAI gives it', () => {
  const codes = mappers().map(({ filter, body_format_override }) => [
    JSON.stringify(filter).replace(/.*"op":"(\w+)".*"default_value":(\d+).*/, '$1 $2'),
    body_format_override.json_format.error.code,
  ]);
  expect(codes).toEqual([
    ['{"response_flag_filter":{"flags":["UO"]}}', 'rate_limit_exceeded'],
    ['EQ 401', 'invalid_api_key'],
    ['EQ 403', 'permission_denied'],
    ['EQ 404', 'model_not_found'],
    ['EQ 413', 'request_too_large'],
    ['EQ 429', 'rate_limit_exceeded'],
    ['GE 500', 'server_error'],
    ['GE 400', 'bad_request'],
  ]);
});

test('every refusal is JSON, and shows nothing of how proxies work', () => {
  for (const { body_format_override } of mappers()) {
    expect(body_format_override.content_type).toBe('application/json');
    expect(JSON.stringify(body_format_override)).not.toContain('RESPONSE_CODE_DETAILS');
  }
});

test('who has proved nothing in any way is asked for credentials, and told so first', () => {
  const [first] = mappers({ authentication: Authentication.anyOf(TOKENS, Authentication.apiKeys(), AUTHORIZER) });
  const headers = first?.filter.and_filter?.filters.flatMap(({ header_filter }) => header_filter?.header.name ?? []);
  expect(first?.status_code).toBe(401);
  expect(headers).toEqual(['x-gateway-token-issuer', 'x-gateway-key-client', 'x-gateway-tenant']);
});
