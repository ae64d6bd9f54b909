import type { ExchangeKind } from './exchange';

/** What became of one request. Times are in milliseconds. */
export interface Outcome {
  readonly kind: ExchangeKind;
  readonly method: string;
  readonly path: string;
  /** The model that was asked for. */
  readonly model?: string;
  /** The model that the answer names. */
  readonly answering?: string;
  /** When it was sent, since the load began. */
  readonly startedAt: number;
  /** 0 without an answer. */
  readonly status: number;
  /** A whole answer of 2xx: of a stream, up to `[DONE]` and without an error in between. */
  readonly ok: boolean;
  /** From the request to the first byte of the answer's body; without a body to its end. */
  readonly firstByteMs: number;
  readonly totalMs: number;
  /** When each event of a stream came, since the request; without `[DONE]`. */
  readonly eventsMs: readonly number[];
  /** Whether the answer came whole: of a stream, whether `[DONE]` was seen. */
  readonly complete: boolean;
  /** An answer of 200 that did not come whole. */
  readonly cut: boolean;
  /** Headers of the answer that tell who answered. */
  readonly headers: Readonly<Record<string, string>>;
  /** What went wrong, beside the status. */
  readonly error?: string;
  /** The beginning of a body that is no stream. */
  readonly text?: string;
}

/** An outcome as a sentence. */
export function sentence({ method, path, model, status, totalMs, eventsMs, error, text }: Outcome): string {
  const asked = model === undefined ? '' : ` for ${model}`;
  const answer = status === 0 ? 'no answer' : `status ${status}`;
  const { length } = eventsMs;
  const events = length === 0 ? '' : `, ${length} event${length === 1 ? '' : 's'}`;
  const said = error ?? (text === undefined || text === '' ? '' : oneLine(text));
  const after = `${answer} after ${Math.round(totalMs)} ms`;
  return `${method} ${path}${asked}: ${after}${events}${said === '' ? '' : `: ${said}`}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 120);
}
