import { type AttemptOptions, attempt } from './attempt';
import type { Destination } from './destination';
import type { Exchange } from './exchange';
import type { Outcome } from './outcome';

/** How a burst is sent. */
export interface BurstOptions extends Omit<AttemptOptions, 'begin'> {
  /** Requests under way at any time; at most so many connections are opened. */
  readonly parallel: number;
  /** Told of each outcome. */
  readonly onOutcome?: (outcome: Outcome) => void;
}

/** Sends requests as fast as their answers come, and returns when the last one has ended. */
export async function burst(
  destination: Destination,
  exchanges: Iterable<Exchange>,
  { parallel, onOutcome, limitMs, signal }: BurstOptions,
): Promise<Outcome[]> {
  const begin = performance.now();
  const outcomes: Outcome[] = [];
  const waiting = exchanges[Symbol.iterator]();
  const worker = async () => {
    for (let next = waiting.next(); !next.done && !signal?.aborted; next = waiting.next()) {
      const outcome = await attempt(destination, next.value, { begin, limitMs, signal });
      outcomes.push(outcome);
      onOutcome?.(outcome);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return outcomes;
}
