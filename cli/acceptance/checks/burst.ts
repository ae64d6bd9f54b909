import { burst } from '../../traffic/burst';
import { summaryOf } from '../../traffic/summary';
import type { AcceptanceCheck } from '../acceptance-check';
import { loadVerdict } from '../load-verdict';
import { inTurn, shortRequest } from '../subject';

const REQUESTS = 200;
const PARALLEL = 20;
const TOLD = 50;

/** Many short requests at once. */
export const BURST: AcceptanceCheck = {
  id: 'burst',
  promise: `${REQUESTS} short requests, ${PARALLEL} at a time, are all answered`,
  sends: () => REQUESTS,
  run: async ({ destination, models, limitMs, signal }, progress) => {
    let done = 0;
    const outcomes = await burst(
      destination,
      inTurn(models, REQUESTS).map((model) => shortRequest(model)),
      {
        parallel: PARALLEL,
        limitMs,
        signal,
        onOutcome: () => {
          done += 1;
          if (done % TOLD === 0) progress(`${done} of ${REQUESTS}`);
        },
      },
    );
    return loadVerdict(summaryOf(outcomes), REQUESTS);
  },
};
