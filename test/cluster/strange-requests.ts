import type { HttpRequest } from './http-client';

const CHAT = '/v1/chat/completions';
const MESSAGES = [{ role: 'user', content: 'Say hello.' }];

/** A request that no client should send, and the status that docs/inference-gateway.md names for it. */
export interface StrangeRequest {
  readonly what: string;
  readonly request: HttpRequest;
  readonly status: number;
}

/** What no check of `acceptance` sends. */
export function strangeRequests(model: string): StrangeRequest[] {
  const json = (what: string, body: unknown, status: number) => text(what, JSON.stringify(body), status);
  return [
    json('an empty model', { model: '', messages: MESSAGES }, 404),
    text('a text', 'hello', 400, 'text/plain'),
    text('parts', '--x\r\nContent-Disposition: form-data; name="model"\r\n\r\nx\r\n--x--', 400, 'multipart/form-data'),
    json('a list', [model], 400),
    { what: 'another method', request: { path: CHAT }, status: 404 },
    { what: 'a path below', request: { path: '/v1/models/x' }, status: 404 },
    { what: 'no path', request: { path: '/' }, status: 404 },
  ];
}

function text(what: string, body: string, status: number, type = 'application/json'): StrangeRequest {
  return { what, request: { method: 'POST', path: CHAT, headers: { 'content-type': type }, body }, status };
}

/** What changes or shows a model server, of vLLM or its simulator, rather than asking its model. */
export const CONTROL_PATHS = [
  ...['/metrics', '/health', '/health/ready', '/ready', '/ping', '/load', '/version', '/server_info'],
  ...['/docs', '/openapi.json', '/tokenize', '/detokenize', '/tokenizer_info', '/is_sleeping', '/sleep', '/wake_up'],
  ...[
    '/v1/load_lora_adapter',
    '/v1/unload_lora_adapter',
    '/invocations',
    '/scale_elastic_ep',
    '/is_scaling_elastic_ep',
  ],
  ...[
    '/reset_prefix_cache',
    '/collective_rpc',
    '/start_profile',
    '/stop_profile',
    '/pause',
    '/resume',
    '/abort_requests',
  ],
  ...['/init_weight_transfer_engine', '/update_weights', '/inference/v1/generate', '/v1/chat/completions/render'],
  ...['/admin/config', '/fake_metrics', '/query', '/v1/models/', '/v1', '/V1/chat/completions/../../metrics'],
];
