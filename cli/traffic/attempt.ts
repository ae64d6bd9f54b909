import type { ClientRequest, IncomingMessage } from 'node:http';
import { AnswerReader } from './answer-reader';
import type { Destination } from './destination';
import type { Exchange } from './exchange';
import type { Outcome } from './outcome';

/** What bounds one request. */
export interface AttemptOptions {
  /**
   * Longest time from the request to the end of its answer.
   *
   * @default 60000
   */
  readonly limitMs?: number;
  /** Ends it at once. */
  readonly signal?: AbortSignal;
  /**
   * `performance.now()` when the load began.
   *
   * @default - now
   */
  readonly begin?: number;
}

/** Headers that tell who answered: of the simulator, of Envoy, of the gateway. */
const TELLING = ['x-inference-pod', 'x-inference-port', 'x-request-id', 'server', 'content-type', 'location'];

/** Sends one request, once, and never throws: whatever becomes of it is its outcome. */
export async function attempt(
  destination: Destination,
  exchange: Exchange,
  { limitMs = 60_000, signal, begin = performance.now() }: AttemptOptions = {},
): Promise<Outcome> {
  const started = performance.now();
  const reader = new AnswerReader(exchange.kind, () => performance.now() - started);
  const outgoing = destination.request(exchange);
  let ended: string | undefined;
  const end = (reason: string) => {
    ended ??= reason;
    outgoing.destroy(new Error(reason));
  };
  const timer = setTimeout(() => end(`not ended after ${limitMs / 1000} s`), limitMs);
  const aborted = () => end('ended by the caller');
  signal?.addEventListener('abort', aborted, { once: true });
  if (signal?.aborted) aborted();
  let message: IncomingMessage | undefined;
  let error: string | undefined;
  try {
    message = await answerTo(outgoing, exchange);
    for await (const chunk of message) reader.take(chunk as Buffer);
  } catch (failure) {
    error = ended ?? reasonOf(failure, outgoing);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
  }
  const totalMs = performance.now() - started;
  const answer = reader.answer();
  const status = message?.statusCode ?? 0;
  const success = status >= 200 && status < 300;
  // A stream that is refused is no stream: its refusal is whole when its body is.
  const complete = error === undefined && (exchange.kind === 'short' || !success || answer.done);
  return {
    kind: exchange.kind,
    method: exchange.method,
    path: exchange.path,
    model: exchange.model,
    answering: answer.model,
    startedAt: started - begin,
    status,
    ok: success && complete && answer.error === undefined,
    firstByteMs: answer.firstByteMs ?? totalMs,
    totalMs,
    eventsMs: answer.eventsMs,
    complete,
    cut: success && !complete,
    headers: telling(message),
    error: error ?? answer.error ?? (success && !complete ? 'the stream ended without [DONE]' : undefined),
    text: answer.text,
  };
}

function answerTo(outgoing: ClientRequest, { body, chunked = false }: Exchange): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    // A server that refuses a body may close before all of it is sent: then the answer is there already.
    outgoing.on('error', reject);
    if (chunked && body !== undefined) outgoing.write(body);
    outgoing.end(chunked ? undefined : body);
  });
}

function reasonOf(failure: unknown, { reusedSocket, destroyed }: ClientRequest): string {
  const { code, message } = failure as NodeJS.ErrnoException;
  const said = message || code || String(failure);
  const text = code === undefined || said.includes(code) ? said : `${said} (${code})`;
  return reusedSocket && destroyed && code === 'ECONNRESET' ? `${text}, on a connection that was kept` : text;
}

function telling(message: IncomingMessage | undefined): Record<string, string> {
  const all = message?.headers ?? {};
  return Object.fromEntries(TELLING.flatMap((name) => (all[name] === undefined ? [] : [[name, String(all[name])]])));
}
