import { PROOF_HEADERS, type Way } from '../../../identity/way';
import { KEY_HEADER } from './api-keys';

/** A refusal in the shape of OpenAI's API, which its clients turn into an exception of the right kind. */
interface Refusal {
  readonly message: string;
  readonly type: string;
  readonly code: string;
  readonly param?: string;
}

const BEARER = { header: { key: 'www-authenticate', value: 'Bearer' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' };

/** What Envoy or a filter has said already. */
const SAID = '%LOCAL_REPLY_BODY%';

const REFUSALS: readonly (readonly [op: 'EQ' | 'GE', status: number, refusal: Refusal])[] = [
  ['EQ', 401, { message: SAID, type: 'invalid_request_error', code: 'invalid_api_key' }],
  [
    'EQ',
    403,
    { message: 'These credentials are not for this hostname.', type: 'permission_error', code: 'permission_denied' },
  ],
  [
    'EQ',
    404,
    {
      message: 'This hostname has no such path, or no model of this name that you may use.',
      type: 'invalid_request_error',
      code: 'model_not_found',
      param: 'model',
    },
  ],
  ['EQ', 413, { message: SAID, type: 'invalid_request_error', code: 'request_too_large' }],
  ['EQ', 429, { message: 'Too many requests: see retry-after.', type: 'requests', code: 'rate_limit_exceeded' }],
  // Often nothing has been said yet.
  ['GE', 500, { message: `The gateway has no answer now. ${SAID}`, type: 'server_error', code: 'server_error' }],
  ['GE', 400, { message: SAID, type: 'invalid_request_error', code: 'bad_request' }],
];

/**
 * Gives what proxies, router and picker refuse a body that clients understand; what a model server answers stays as it
 * is. The first mapper that fits counts.
 */
export function localReplies(ways: readonly Way[]): Record<string, unknown> {
  return {
    mappers: [
      ...unproven(ways),
      ...wrongKey(ways),
      TOO_MANY_AT_A_TIME,
      ...REFUSALS.map(([op, status, refusal]) => mapper(status, op, refusal)),
    ],
  };
}

function mapper(status: number, op: 'EQ' | 'GE', refusal: Refusal): Record<string, unknown> {
  return { filter: statusIs(status, op), body_format_override: jsonOf(refusal) };
}

/** What is above `maxParallel`, which Envoy takes for a server that is overloaded. */
const TOO_MANY_AT_A_TIME = {
  filter: { response_flag_filter: { flags: ['UO'] } },
  status_code: 429,
  headers_to_add: [{ header: { key: 'retry-after', value: '1' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' }],
  body_format_override: jsonOf({
    message: 'Too many requests at a time: wait for an answer before the next request.',
    type: 'requests',
    code: 'rate_limit_exceeded',
  }),
};

/** Istio refuses a request without any proof as it refuses one with a wrong one, by 403: clients expect 401. */
function unproven(ways: readonly Way[]): Record<string, unknown>[] {
  if (ways.length === 0) return [];
  const absent = [...new Set(ways.map(({ kind }) => PROOF_HEADERS[kind]))].map((name) => ({
    header_filter: { header: { name, present_match: false } },
  }));
  return [
    {
      filter: { and_filter: { filters: [statusIs(403, 'EQ'), ...absent] } },
      status_code: 401,
      headers_to_add: [BEARER],
      body_format_override: jsonOf({
        message: 'Credentials are missing or not for this service: send them as Authorization: Bearer.',
        type: 'invalid_request_error',
        code: 'invalid_api_key',
      }),
    },
  ];
}

/** Envoy speaks of a user and a password, and has a browser ask for them. */
function wrongKey(ways: readonly Way[]): Record<string, unknown>[] {
  if (!ways.some(({ kind }) => kind === 'apiKeys')) return [];
  const brought = { header_filter: { header: { name: KEY_HEADER, present_match: true } } };
  return [
    {
      filter: { and_filter: { filters: [statusIs(401, 'EQ'), brought] } },
      headers_to_add: [BEARER],
      body_format_override: jsonOf({
        message: 'This API key is unknown, or no longer valid.',
        type: 'invalid_request_error',
        code: 'invalid_api_key',
      }),
    },
  ];
}

function statusIs(status: number, op: 'EQ' | 'GE'): Record<string, unknown> {
  return {
    status_code_filter: {
      comparison: {
        op,
        value: { default_value: status, runtime_key: `inference_gateway_${op.toLowerCase()}_${status}` },
      },
    },
  };
}

function jsonOf(error: Refusal): Record<string, unknown> {
  return { content_type: 'application/json', json_format: { error } };
}
