import OpenAI from 'openai';
import type { HttpClient } from './http-client';

/** A streamed answer, as it came in. */
export interface Streamed {
  readonly model: string;
  /** Pieces of text. */
  readonly pieces: number;
  /** Time until the first piece, as a share of the time until the end. */
  readonly firstAt: number;
  readonly finishReason: string | null;
}

const TOKENS = 40;

/** OpenAI's own client. It does not retry: each failure is one to look at. */
export function openAi(client: HttpClient): OpenAI {
  return new OpenAI({
    baseURL: `${client.origin}/v1`,
    apiKey: 'none',
    maxRetries: 0,
    timeout: 120_000,
    fetch: client.fetch,
  });
}

/** A chat whose answer has exactly so many tokens, as vLLM and its simulator allow to ask for. */
export function chat(model: string, tokens = 5) {
  const messages = [{ role: 'user' as const, content: 'Say hello.' }];
  return { model, max_tokens: tokens, ignore_eos: true, messages };
}

/** Streams an answer of 40 tokens. */
export async function streamed(client: HttpClient, model: string): Promise<Streamed> {
  const begin = performance.now();
  let first = 0;
  let pieces = 0;
  let finishReason: string | null = null;
  let answering = '';
  const request = { ...chat(model, TOKENS), stream: true as const };
  for await (const chunk of await openAi(client).chat.completions.create(request)) {
    answering = chunk.model;
    const choice = chunk.choices[0];
    const content = choice?.delta.content ?? '';
    if (content !== '') {
      if (pieces === 0) first = performance.now() - begin;
      pieces += 1;
    }
    finishReason = choice?.finish_reason ?? finishReason;
  }
  return { model: answering, pieces, firstAt: first / (performance.now() - begin), finishReason };
}
