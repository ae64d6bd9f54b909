import {
  Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as plain,
} from 'node:http';
import { Agent as SecureAgent, request as secure } from 'node:https';
import { Readable } from 'node:stream';
import type { Address } from './address';
import { recordRequests } from './report/recorder';

/** A request, as raw as it must be. */
export interface HttpRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  /** Sends the body in chunks, without a Content-Length. */
  readonly chunked?: boolean;
  readonly signal?: AbortSignal;
}

/** A whole answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * Talks to an address as if it were another host: name in the TLS handshake, certificate check and Host header.
 * Connections are kept: a gateway that closes one while the client does resets it, which ends kubectl's port-forward.
 */
export class HttpClient {
  private readonly agent: Agent;

  /**
   * @param address where it connects to
   * @param origin what the client believes to talk to, such as `https://tenant-a.ai.example.com`
   * @param ca the only authority that it trusts
   * @param key API key that it sends with every request
   */
  public constructor(
    private readonly address: () => Promise<Address>,
    public readonly origin: string,
    ca?: string,
    private readonly key?: string,
  ) {
    const { protocol, hostname } = new URL(origin);
    const kept = { keepAlive: true };
    this.agent = protocol === 'https:' ? new SecureAgent({ ...kept, servername: hostname, ca }) : new Agent(kept);
  }

  /** Where it connects to, for what speaks in another way. */
  public connectsTo(): Promise<Address> {
    return this.address();
  }

  /** Closes the connections that were kept. */
  public close(): void {
    this.agent.destroy();
  }

  /** Sends a request and reads its whole answer. */
  public async send(request: HttpRequest): Promise<HttpAnswer> {
    const message = await this.open(request);
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    return { status: message.statusCode ?? 0, headers: message.headers, text: Buffer.concat(chunks).toString() };
  }

  public get(path: string): Promise<HttpAnswer> {
    return this.send({ path });
  }

  /** Sends a body that is JSON. */
  public post(path: string, body: unknown, headers: OutgoingHttpHeaders = {}): Promise<HttpAnswer> {
    const json = { 'content-type': 'application/json', ...headers };
    return this.send({ method: 'POST', path, headers: json, body: JSON.stringify(body) });
  }

  /** `fetch` through this client, for libraries. */
  public readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== this.origin) throw new Error(`${url.origin} is not ${this.origin}: nothing else is asked`);
    if (init.body !== undefined && init.body !== null && typeof init.body !== 'string') {
      throw new Error('only text can be sent');
    }
    const message = await this.open({
      method: init.method ?? 'GET',
      path: url.pathname + url.search,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: init.body ?? undefined,
      signal: init.signal ?? undefined,
    });
    const headers = Object.entries(message.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    );
    return new Response(Readable.toWeb(message) as ReadableStream, { status: message.statusCode, headers });
  };

  private async open(request: HttpRequest): Promise<IncomingMessage> {
    const { protocol, hostname } = new URL(this.origin);
    const { method = 'GET', path, body = '', signal, chunked = false } = request;
    const length = chunked || body.length === 0 ? {} : { 'content-length': Buffer.byteLength(body) };
    const credential = this.key === undefined ? {} : { authorization: `Bearer ${this.key}` };
    const options = {
      ...(await this.address()),
      ...{ method, path, signal, agent: this.agent, timeout: 60_000 },
      headers: { host: hostname, ...request.headers, ...credential, ...length },
    };
    return new Promise((resolve, reject) => {
      const outgoing = (protocol === 'https:' ? secure : plain)(options);
      recordOutcome(outgoing, signal);
      outgoing.once('response', resolve);
      // A server that refuses a body may close before all of it is sent: then the answer is there already.
      outgoing.on('error', reject);
      outgoing.once('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer for 60 s`)));
      if (chunked) outgoing.write(body);
      outgoing.end(chunked ? undefined : body);
    });
  }
}

/** A status may be what a case expects; an answer that does not come, or not to its end, never is. */
function recordOutcome(outgoing: ClientRequest, signal?: AbortSignal): void {
  const begin = performance.now();
  let answer: IncomingMessage | undefined;
  outgoing.once('response', (message) => {
    answer = message;
  });
  outgoing.once('close', () => {
    // Given up by the case itself.
    if (signal?.aborted) return;
    const whole = answer?.complete ?? false;
    const milliseconds = whole ? [performance.now() - begin] : [];
    const cut = answer !== undefined && !whole ? 1 : 0;
    recordRequests({ requests: 1, failed: whole ? 0 : 1, cut, milliseconds });
  });
}
