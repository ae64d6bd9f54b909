import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Subject } from '../../../cli/acceptance/subject';
import { DONE, event, LocalServer } from '../traffic/local-server';

/** What a gateway does wrong. */
export interface Faults {
  readonly trustsHeaders?: boolean;
  readonly publishesAllPaths?: boolean;
  readonly answersEveryModel?: boolean;
  readonly readsAnything?: boolean;
  readonly takesAnySize?: boolean;
  readonly takesAnyLength?: boolean;
  readonly listsNothing?: boolean;
  readonly holdsStreamsBack?: boolean;
  readonly cutsStreams?: boolean;
  readonly neverEndsStreams?: boolean;
  /** Answers every tenth request with 503. */
  readonly losesSome?: boolean;
  readonly answersNothing?: boolean;
  readonly redirects?: boolean;
  /** After the first body that is too large. */
  readonly breaksOnLargeBodies?: boolean;
  readonly namesAnotherModel?: boolean;
  /** What it asks for. */
  readonly token?: string;
  readonly admitsAnyToken?: boolean;
}

const TASKS: Readonly<Record<string, string>> = { chat: '/v1/chat/completions', 'bge-small': '/v1/embeddings' };
const MAX_BYTES = 10 * 1024 * 1024;
const TOKEN_MS = 5;

/** A gateway with the models `chat` and `bge-small`, as InferenceGateway promises to be, but for its faults. */
export class FakeGateway {
  public static async start(faults: Faults = {}): Promise<FakeGateway> {
    const gateway = new FakeGateway(faults);
    gateway.server = await LocalServer.start((request, response) => void gateway.answer(request, response));
    return gateway;
  }

  /** Method and path of all requests. */
  public readonly requests: string[] = [];
  /** Bytes of bodies that were read. */
  public bytes = 0;
  private server?: LocalServer;
  private broken = false;

  private constructor(private readonly faults: Faults) {}

  public get url(): string {
    return `http://127.0.0.1:${this.server?.port}`;
  }

  /** What it offers. */
  public subject(headers: Readonly<Record<string, string>> = {}): Subject {
    if (this.server === undefined) throw new Error('it is not started');
    const models = [
      { name: 'chat', task: 'chat' },
      { name: 'bge-small', task: 'embeddings' },
    ] as const;
    return { destination: this.server.destination({ headers }), models };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { faults } = this;
    const { method = '', url = '', headers } = request;
    this.requests.push(`${method} ${url}`);
    const end = (status: number, text = '', more = {}) => response.writeHead(status, more).end(text);
    if (faults.redirects) return void end(308, '', { location: `https://ai.example.com${url}` });
    if (faults.token !== undefined && !faults.admitsAnyToken && headers.authorization !== `Bearer ${faults.token}`) {
      return void end(401);
    }
    if (method === 'GET') return void this.get(url, end);
    const length = headers['content-length'];
    if (length === undefined && !faults.takesAnyLength) return void end(411);
    if (Number(length) > MAX_BYTES && faults.breaksOnLargeBodies) this.broken = true;
    if (Number(length) > MAX_BYTES && !faults.takesAnySize) return void end(413);
    const text = await this.read(request);
    const fields = fieldsOf(text, faults.readsAnything);
    if (fields === undefined) return void end(400, 'inference error: BadRequest');
    const model = this.modelOf(fields, headers);
    const known = TASKS[model ?? ''] === url || (faults.answersEveryModel && Object.values(TASKS).includes(url));
    if (!known) return void end(faults.publishesAllPaths && !Object.values(TASKS).includes(url) ? 400 : 404);
    if (this.broken || faults.answersNothing) return void end(500);
    if (faults.losesSome && this.requests.length % 10 === 0) return void end(503, 'no healthy upstream');
    const answering = faults.namesAnotherModel ? 'other' : model;
    if (fields.stream === true) return void this.stream(response, answering, Number(fields.max_tokens));
    end(200, JSON.stringify({ model: answering }));
  }

  private get(url: string, end: (status: number, text?: string) => void): void {
    if (url === '/v1/models') {
      const data = this.faults.listsNothing ? [] : Object.keys(TASKS).map((id) => ({ id }));
      end(200, JSON.stringify({ data }));
    } else end(this.faults.publishesAllPaths ? 200 : 404);
  }

  private async read(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    this.bytes += body.length;
    return body.toString();
  }

  private modelOf(fields: Fields, headers: IncomingMessage['headers']): string | undefined {
    const rewritten = this.faults.trustsHeaders ? headers['x-gateway-model-name-rewrite'] : undefined;
    const chosen = this.faults.trustsHeaders ? headers['x-gateway-base-model-name'] : undefined;
    const asked = rewritten ?? fields.model ?? chosen;
    return typeof asked === 'string' ? asked : undefined;
  }

  private async stream(response: ServerResponse, model: string | undefined, tokens: number): Promise<void> {
    const { holdsStreamsBack, cutsStreams } = this.faults;
    const held: string[] = [];
    for (let token = 0; token < tokens; token += 1) {
      await new Promise((resolve) => setTimeout(resolve, TOKEN_MS));
      if (holdsStreamsBack) held.push(event({ model }));
      else response.write(event({ model }));
      if (cutsStreams && token === 5) return void response.destroy();
    }
    if (!this.faults.neverEndsStreams) response.end(held.join('') + DONE);
  }
}

interface Fields {
  readonly model?: unknown;
  readonly stream?: unknown;
  readonly max_tokens?: unknown;
}

function fieldsOf(text: string, lenient = false): Fields | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return lenient ? { model: 'chat' } : undefined;
  }
}
