import { DECISION_HEADER, FAIRNESS_HEADER } from '../gateway/reserved-headers';
import { PROOF_HEADERS } from '../identity/way';
import { USAGE_KEYS } from '../models/picker/usage-reporters';

/** One field of the access log. */
export interface AccessLogField {
  /** What it tells. */
  readonly tells: string;
  /** How Envoy writes it. */
  readonly value: string;
  readonly type: 'string' | 'integer';
  /** Whether there may be none, which is then `null`. */
  readonly optional: boolean;
}

function text(tells: string, value: string): AccessLogField {
  return { tells, value, type: 'string', optional: true };
}

function count(tells: string, value: string): AccessLogField {
  return { tells, value, type: 'integer', optional: true };
}

function always(field: AccessLogField): AccessLogField {
  return { ...field, optional: false };
}

/** Longest name of a model that is written: the name is the client's own text. */
const MODEL_LENGTH = 128;

/**
 * What is written of each request: all that a proxy can know without a prompt, an answer, a key or a token in it. Paths
 * are written without their query.
 */
export const ACCESS_LOG_FIELDS: Readonly<Record<string, AccessLogField>> = {
  timestamp: always(text('When the request began, ISO 8601 in UTC', '%START_TIME%')),
  request_id: always(text("Id of the request, which the answer's x-request-id shows too", '%REQ(X-REQUEST-ID)%')),
  decision: always(
    text("'allowed' once nothing at the door refused it, otherwise 'refused'", `%REQ(${DECISION_HEADER})%`),
  ),
  tenant: text('Tenant whose hostname was asked, or as which the caller was recognised', `%REQ(${FAIRNESS_HEADER})%`),
  subject: text("Caller, as the token's sub says", '%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:payload:sub)%'),
  key: text('Name of the API key, <tenant>.<id>', `%REQ(${PROOF_HEADERS.apiKeys})%`),
  hostname: text('Hostname that was asked', '%REQ(:AUTHORITY)%'),
  method: text('HTTP method', '%REQ(:METHOD)%'),
  path: text('Path without its query', '%PATH(NQ)%'),
  route: text('Rule of a route, as <namespace>.<HTTPRoute>.<index>', '%ROUTE_NAME%'),
  model: text(
    `Name of the model in the body, at most ${MODEL_LENGTH} characters of it`,
    `%REQ(X-GATEWAY-MODEL-NAME):${MODEL_LENGTH}%`,
  ),
  model_route: text('Model that the route is for: the base model of an adapter', '%REQ(X-GATEWAY-BASE-MODEL-NAME)%'),
  picked: text('Endpoints that the picker chose', '%DYNAMIC_METADATA(envoy.lb:x-gateway-destination-endpoint)%'),
  served: text('Endpoint that answered', '%DYNAMIC_METADATA(envoy.lb:x-gateway-destination-endpoint-served)%'),
  gateway_backend: text('Address to which the proxy sent it', '%UPSTREAM_HOST%'),
  attempts: count('Attempts at a backend, 0 where there was none', '%UPSTREAM_REQUEST_ATTEMPT_COUNT%'),
  http_status: always(count('Status of the answer, 0 where the client was gone before', '%RESPONSE_CODE%')),
  content_type: text("Type of the answer; a stream is 'text/event-stream'", '%RESP(CONTENT-TYPE)%'),
  flags: text("Envoy's response flags, such as NR for no route", '%RESPONSE_FLAGS%'),
  details: text('Why the proxy answered as it did', '%RESPONSE_CODE_DETAILS%'),
  latency_ms: always(count('Time until the last byte of the answer, in milliseconds', '%DURATION%')),
  ttft_ms: count('Time until the first byte of the answer, in milliseconds', '%RESPONSE_DURATION%'),
  prompt_tokens: count(
    'Tokens of the prompt, as the model server counted them; none where a stream was not asked for its usage',
    `%DYNAMIC_METADATA(envoy.lb:${USAGE_KEYS.prompt_tokens})%`,
  ),
  completion_tokens: count(
    'Tokens of the answer, likewise',
    `%DYNAMIC_METADATA(envoy.lb:${USAGE_KEYS.completion_tokens})%`,
  ),
  bytes_in: always(count('Bytes of the request body', '%BYTES_RECEIVED%')),
  bytes_out: always(count('Bytes of the answer body', '%BYTES_SENT%')),
  sensitive_payload_logged: always(text("Always 'false': no line has a prompt, an answer or a credential", 'false')),
};
