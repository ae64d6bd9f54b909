import { attempt } from '../../cli/traffic/attempt';
import type { Destination } from '../../cli/traffic/destination';
import { posted } from '../../cli/traffic/exchange';
import { sentence } from '../../cli/traffic/outcome';

const PREFIXES = 8;
const ROUNDS = 5;
/** With a millisecond for each that is not in a cache, half a second until the first token. */
const WORDS = 500;

/** Where prompts went that begin as others did before them. */
export interface Repeats {
  /** Share that came to the replica of the first prompt with this beginning. */
  readonly share: number;
  /** Share that came to any replica that had seen this beginning. */
  readonly known: number;
  /** Mean time to the first token. */
  readonly firstTokenMs: number;
}

/**
 * Asks with a few long beginnings, one after the other, round after round, and looks at all rounds but the first.
 *
 * @param label part of each word, so that no other prompts begin like these
 */
export async function repeatPrefixes(destination: Destination, model: string, label: string): Promise<Repeats> {
  const seenBy: (string | undefined)[][] = Array.from({ length: PREFIXES }, () => []);
  const repeats: { same: boolean; known: boolean; firstByteMs: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let prefix = 0; prefix < PREFIXES; prefix += 1) {
      const words = Array.from({ length: WORDS }, (_, index) => `${label}${prefix}x${index}`).join(' ');
      const messages = [{ role: 'user', content: `${words} question ${round}` }];
      const body = { model, stream: true, max_tokens: 1, messages };
      const outcome = await attempt(destination, posted('stream', '/v1/chat/completions', body));
      if (!outcome.ok) throw new Error(sentence(outcome));
      const pod = outcome.headers['x-inference-pod'];
      const seen = seenBy[prefix] ?? [];
      if (round > 0) {
        repeats.push({ same: seen[0] === pod, known: seen.includes(pod), firstByteMs: outcome.firstByteMs });
      }
      seen.push(pod);
    }
  }
  const mean = (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  return {
    share: mean(repeats.map(({ same }) => Number(same))),
    known: mean(repeats.map(({ known }) => Number(known))),
    firstTokenMs: Math.round(mean(repeats.map(({ firstByteMs }) => firstByteMs))),
  };
}
