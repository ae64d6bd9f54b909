import { StringDecoder } from 'node:string_decoder';
import type { ExchangeKind } from './exchange';

/** What is read of an answer's body. */
export interface Answer {
  readonly firstByteMs?: number;
  readonly eventsMs: readonly number[];
  /** Whether a stream said that it is at its end. */
  readonly done: boolean;
  /** The model that the answer names. */
  readonly model?: string;
  /** The error that a stream named between its events. */
  readonly error?: string;
  /** The beginning of a body that is no stream. */
  readonly text?: string;
}

/** More of an error is not kept. */
const KEPT = 300;
/** More of a body is not looked into for the model that it names. */
const READ = 1_000_000;

/** Reads a body as it comes, and when. */
export class AnswerReader {
  private readonly decoder = new StringDecoder('utf8');
  private readonly eventsMs: number[] = [];
  private firstByteMs?: number;
  private text = '';
  private rest = '';
  private done = false;
  private model?: string;
  private error?: string;

  public constructor(
    private readonly kind: ExchangeKind,
    private readonly kept: number,
    private readonly now: () => number,
  ) {}

  public take(chunk: Buffer): void {
    this.firstByteMs ??= this.now();
    const text = this.decoder.write(chunk);
    if (this.text.length < READ) this.text += text;
    if (this.kind === 'stream') this.takeLines(text);
  }

  public answer(): Answer {
    const { firstByteMs, eventsMs, done, error } = this;
    const streamed = eventsMs.length > 0 || done;
    const model = streamed ? this.model : fieldsOf(this.text)?.model;
    return {
      firstByteMs,
      eventsMs,
      done,
      model: typeof model === 'string' ? model : undefined,
      error,
      text: streamed ? undefined : this.text.slice(0, this.kept),
    };
  }

  private takeLines(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:')) this.takeEvent(line.slice('data:'.length).trim());
    }
  }

  private takeEvent(data: string): void {
    if (data === '[DONE]') {
      this.done = true;
      return;
    }
    this.eventsMs.push(this.now());
    const fields = fieldsOf(data);
    if (typeof fields?.model === 'string') this.model ??= fields.model;
    // The status was sent long before: this is how vLLM says that a generation failed.
    if (fields?.error !== undefined && fields.error !== null)
      this.error ??= JSON.stringify(fields.error).slice(0, KEPT);
  }
}

function fieldsOf(text: string): { readonly model?: unknown; readonly error?: unknown } | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
