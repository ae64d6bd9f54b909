import type { Outcome } from '../../../cli/traffic/outcome';
import { summaryOf } from '../../../cli/traffic/summary';

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

  /** Fails if a request was lost, with what became of the first ones. */
  public expectNothingLost(): void {
    this.expectLost(0, []);
  }

  /** Fails if other requests were lost than those that may be, or more. */
  public expectLost(most: number, allowed: readonly Outcome[]): void {
    const others = this.lost.filter((outcome) => !allowed.includes(outcome));
    if (others.length === 0 && this.lost.length <= most) return;
    const { requests, failed, cut, statuses, window } = summaryOf(this.outcomes);
    const { failures } = summaryOf(others.length === 0 ? this.lost : others);
    const { from, to } = this.disturbed;
    throw new Error(
      [
        `${failed} of ${requests} requests were lost, ${cut} of them cut; ${most} may be, and ${others.length} may not`,
        `statuses ${JSON.stringify(statuses)}, window ${JSON.stringify(window)}, disturbed from ${Math.round(from)} to ${Math.round(to)} ms`,
        ...failures,
      ].join('\n'),
    );
  }
}
