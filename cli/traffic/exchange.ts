/** `short` is answered as a whole, `stream` event by event. */
export type ExchangeKind = 'short' | 'stream';

/** A request to send. */
export interface Exchange {
  readonly kind: ExchangeKind;
  readonly method: string;
  readonly path: string;
  /** The model that it asks for, for what is said of its outcome. */
  readonly model?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Sends the body in chunks, without a Content-Length. */
  readonly chunked?: boolean;
  /**
   * Waits so long for an answer to the headers alone before it sends the body: who refuses a large body by its length need
   * not be sent it.
   *
   * @default - everything is sent at once
   */
  readonly headStartMs?: number;
}

/** A chat that is answered as a whole, with so many tokens where the server allows to ask for that, as vLLM does. */
export function completion(model: string, tokens = 5, headers: Readonly<Record<string, string>> = {}): Exchange {
  return posted('short', '/v1/chat/completions', chat(model, tokens), headers);
}

/** A chat that is answered token by token. */
export function streamed(model: string, tokens = 40, headers: Readonly<Record<string, string>> = {}): Exchange {
  return posted('stream', '/v1/chat/completions', { ...chat(model, tokens), stream: true }, headers);
}

/** The embedding of one word. */
export function embedding(model: string, headers: Readonly<Record<string, string>> = {}): Exchange {
  return posted('short', '/v1/embeddings', { model, input: 'hello' }, headers);
}

/** A body that is JSON. */
export function posted(
  kind: ExchangeKind,
  path: string,
  body: { readonly model?: string; readonly [field: string]: unknown },
  headers: Readonly<Record<string, string>> = {},
): Exchange {
  return {
    kind,
    method: 'POST',
    path,
    model: body.model,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** A request without a body. */
export function got(path: string, headers: Readonly<Record<string, string>> = {}): Exchange {
  return { kind: 'short', method: 'GET', path, headers };
}

function chat(model: string, tokens: number) {
  return { model, max_tokens: tokens, ignore_eos: true, messages: [{ role: 'user', content: 'Say hello.' }] };
}
