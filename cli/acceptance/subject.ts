import type { Destination } from '../traffic/destination';
import { completion, type Exchange, embedding, posted } from '../traffic/exchange';

/** A model that a gateway offers. */
export interface OfferedModel {
  readonly name: string;
  /** `chat` answers on /v1/chat/completions, `embeddings` on /v1/embeddings. */
  readonly task: 'chat' | 'embeddings';
}

/** A gateway that is to be accepted, and what it is said to offer. */
export interface Subject {
  readonly destination: Destination;
  readonly models: readonly [OfferedModel, ...OfferedModel[]];
  /**
   * Largest body that it takes.
   *
   * @default 10485760
   */
  readonly maxBodyBytes?: number;
  /**
   * Longest time of one request.
   *
   * @default 60000
   */
  readonly limitMs?: number;
  /** Ends everything. */
  readonly signal?: AbortSignal;
}

/** A short request of a model. */
export function shortRequest({ name, task }: OfferedModel, headers: Readonly<Record<string, string>> = {}): Exchange {
  return task === 'chat' ? completion(name, 5, headers) : embedding(name, headers);
}

/** The fields of a short request's body. */
export function shortBody(model: OfferedModel): { readonly [field: string]: unknown } {
  return JSON.parse(String(shortRequest(model).body));
}

/** The same request without `model` in its body. */
export function namelessRequest(model: OfferedModel, headers: Readonly<Record<string, string>> = {}): Exchange {
  const { model: _, ...fields } = shortBody(model);
  return posted('short', shortRequest(model).path, fields, headers);
}

/** The models that chat. */
export function chatModels({ models }: Subject): OfferedModel[] {
  return models.filter(({ task }) => task === 'chat');
}

/** The models in turn, so many of them. */
export function inTurn<T>(models: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => models[index % models.length] as T);
}
