import { setMaxListeners } from 'node:events';
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
   * So many characters are kept of a body that is no stream.
   *
   * @default 300
   */
  readonly kept?: number;
  /**
   * `performance.now()` when the load began.
   *
   * @default - now
   */
  readonly begin?: number;
}

/** Headers that tell who answered: of the simulator, and of Envoy, whose time stands there if it asked somebody else. */
const TELLING = [
  ...['x-inference-pod', 'x-inference-port', 'x-envoy-upstream-service-time'],
  ...['x-request-id', 'server', 'content-type', 'location'],
];

/** Sends one request, once, and never throws: whatever becomes of it is its outcome. */
export async function attempt(
  destination: Destination,
  exchange: Exchange,
  { limitMs = 60_000, signal, kept = 300, begin = performance.now() }: AttemptOptions = {},
): Promise<Outcome> {
  const started = performance.now();
  const reader = new AnswerReader(exchange.kind, kept, () => performance.now() - started);
  const outgoing = destination.request(exchange);
  let ended: string | undefined;
  const end = (reason: string) => {
    ended ??= reason;
    outgoing.destroy(new Error(reason));
  };
  const timer = setTimeout(() => end(`not ended after ${limitMs / 1000} s`), limitMs);
  const aborted = () => end('ended by the caller');
  // One signal ends as many requests as are under way.
  if (signal !== undefined) setMaxListeners(0, signal);
  signal?.addEventListener('abort', aborted, { once: true });
  if (signal?.aborted) aborted();
  let message: IncomingMessage | undefined;
  let error: string | undefined;
  try {
    message = await answerTo(outgoing, exchange);
    for await (const chunk of message) reader.take(chunk as Buffer);
    // Refused before its body was sent: such a connection is of no further use.
    if (!outgoing.writableEnded) outgoing.destroy();
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

function answerTo(outgoing: ClientRequest, { body, chunked = false, headStartMs }: Exchange): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const write = () => {
      if (chunked && body !== undefined) outgoing.write(body);
      outgoing.end(chunked ? undefined : body);
    };
    let timer: NodeJS.Timeout | undefined;
    outgoing.once('response', (message) => {
      clearTimeout(timer);
      resolve(message);
    });
    // A server that refuses a body may close before all of it is sent: then the answer is there already.
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    if (headStartMs === undefined) return write();
    outgoing.flushHeaders();
    timer = setTimeout(write, headStartMs);
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
