import type { Outcome } from '../../../cli/traffic/outcome';
import { percentile, summaryOf } from '../../../cli/traffic/summary';
import { machineTooBusy } from '../report/recorder';

/** Whole answers that take longer before anything happens tell that the machine has too little time for this. */
const SLOW_MILLIS = 1500;

/** What became of all requests of one window. */
export class Seen {
  /** Requests without a whole answer. */
  public readonly lost: readonly Outcome[];

  public constructor(
    public readonly outcomes: readonly Outcome[],
    /** When the disturbance began and was over, in milliseconds since the load began. */
    public readonly disturbed: { readonly from: number; readonly to: number },
  ) {
    this.lost = outcomes.filter(({ ok }) => !ok);
  }

  /** Requests by the pod that answered them. */
  public byPod(outcomes = this.outcomes): Map<string, Outcome[]> {
    const pods = new Map<string, Outcome[]>();
    for (const outcome of outcomes) {
      const pod = outcome.headers['x-inference-pod'] ?? 'no pod';
      pods.set(pod, [...(pods.get(pod) ?? []), outcome]);
    }
    return pods;
  }

  /** Requests that had begun, and had not ended, at some time. */
  public underWay(from: number, to: number): Outcome[] {
    return this.outcomes.filter(({ startedAt, totalMs }) => startedAt <= to && startedAt + totalMs >= from);
  }

  /** Fails if a request was lost, with what became of the first ones. */
  public expectNothingLost(): void {
    this.expectLostOnly([]);
  }

  /** Fails if other requests were lost than those that may be. */
  public expectLostOnly(allowed: readonly Outcome[]): void {
    const others = this.lost.filter((outcome) => !allowed.includes(outcome));
    if (others.length === 0) return;
    const { requests, failed, cut, statuses, window } = summaryOf(this.outcomes);
    const { from, to } = this.disturbed;
    const what = [
      `${failed} of ${requests} requests were lost, ${cut} of them cut, where ${others.length} may not be`,
      `statuses ${JSON.stringify(statuses)}, window ${JSON.stringify(window)}, disturbed from ${Math.round(from)} to ${Math.round(to)} ms`,
      ...summaryOf(others).failures,
    ].join('\n');
    const busy = this.busyBefore;
    if (busy !== undefined) machineTooBusy(`${busy}: ${what}`);
    throw new Error(what);
  }

  /** Why losses prove nothing: what was seen before anything happened. */
  public get busyBefore(): string | undefined {
    const before = this.outcomes.filter(({ startedAt, totalMs }) => startedAt + totalMs < this.disturbed.from);
    const lost = before.filter(({ ok }) => !ok).length;
    if (lost > 0) return `${lost} requests were lost before anything happened`;
    const whole = before.filter(({ ok, kind }) => ok && kind === 'short').map(({ totalMs }) => totalMs);
    const median = percentile(whole, 0.5) ?? Number.POSITIVE_INFINITY;
    return median > SLOW_MILLIS
      ? `half of the short answers took more than ${SLOW_MILLIS} ms before anything happened`
      : undefined;
  }
}
