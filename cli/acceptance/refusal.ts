import { attempt } from '../traffic/attempt';
import type { Exchange } from '../traffic/exchange';
import { sentence } from '../traffic/outcome';
import { type AcceptanceCheck, failed, passed } from './acceptance-check';
import type { Subject } from './subject';

/** A request that must be refused. */
export interface Refusal {
  readonly id: string;
  readonly promise: string;
  readonly exchange: (subject: Subject) => Exchange;
  /** The statuses that are right, the documented one first. */
  readonly statuses: readonly number[];
  /** What to do where it is answered in another way. */
  readonly fix: string;
}

/** A check that sends one request, which must be refused. */
export function refusal({ id, promise, exchange, statuses, fix }: Refusal): AcceptanceCheck {
  return {
    id,
    promise,
    sends: () => 1,
    run: async (subject) => {
      const { destination, limitMs, signal } = subject;
      const outcome = await attempt(destination, exchange(subject), { limitMs, signal });
      const figures = { status: outcome.status, expected: statuses[0] };
      if (statuses.includes(outcome.status)) return passed(`status ${outcome.status}`, figures);
      return failed(`status ${outcome.status} instead of ${statuses.join(' or ')}`, fix, {
        figures,
        failures: [sentence(outcome)],
      });
    },
  };
}
