import { type Outcome, sentence } from './outcome';

/** How long most took, in whole milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** When requests failed. Times are in whole milliseconds since the load began. */
export interface FailureWindow {
  /** When the first request that failed was sent. */
  readonly fromMs: number;
  /** When the last request that failed was sent. */
  readonly toMs: number;
  /** All requests that were sent in between, failed or not. */
  readonly requests: number;
}

/** Many outcomes, counted. */
export interface Summary {
  readonly requests: number;
  /** Requests without a whole answer of 2xx. */
  readonly failed: number;
  /** Those of them that were answered with 200, but not to the end. */
  readonly cut: number;
  /** Requests by their status; `0` is none. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How long whole answers took that were no streams; missing if there is none. */
  readonly answers?: Percentiles;
  /** How long the first byte of whole streams took; missing if there is none. */
  readonly firstBytes?: Percentiles;
  /** Missing if nothing failed. */
  readonly window?: FailureWindow;
  /** The first five failures as sentences, each with the time since the load began. */
  readonly failures: readonly string[];
}

const FAILURES = 5;

export function summaryOf(outcomes: readonly Outcome[]): Summary {
  const failed = outcomes.filter(({ ok }) => !ok).sort((a, b) => a.startedAt - b.startedAt);
  const whole = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.ok && outcome.kind === kind);
  return {
    requests: outcomes.length,
    failed: failed.length,
    cut: outcomes.filter(({ cut }) => cut).length,
    statuses: statusesOf(outcomes),
    answers: percentiles(whole('short').map(({ totalMs }) => totalMs)),
    firstBytes: percentiles(whole('stream').map(({ firstByteMs }) => firstByteMs)),
    window: windowOf(outcomes, failed),
    failures: failed.slice(0, FAILURES).map((outcome) => `${at(outcome)}: ${sentence(outcome)}`),
  };
}

function at({ startedAt }: Outcome): string {
  return `${(startedAt / 1000).toFixed(1)} s`;
}

/** The value that this share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

function percentiles(values: readonly number[]): Percentiles | undefined {
  const [p50, p99] = [percentile(values, 0.5), percentile(values, 0.99)];
  if (p50 === undefined || p99 === undefined) return undefined;
  return { p50: Math.round(p50), p99: Math.round(p99) };
}

function statusesOf(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of outcomes) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function windowOf(outcomes: readonly Outcome[], failed: readonly Outcome[]): FailureWindow | undefined {
  const [first, last] = [failed[0], failed.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const [from, to] = [first.startedAt, last.startedAt];
  const within = outcomes.filter(({ startedAt }) => startedAt >= from && startedAt <= to);
  return { fromMs: Math.round(from), toMs: Math.round(to), requests: within.length };
}
