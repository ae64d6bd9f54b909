import { attempt } from '../../traffic/attempt';
import { sentence } from '../../traffic/outcome';
import { type AcceptanceCheck, failed, passed, skipped } from '../acceptance-check';
import { type Subject, shortRequest } from '../subject';

const REFUSED = [401, 403];
const STRANGERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { authorization: 'Bearer acceptance-of-a-wrong-token' },
];

/** Where tokens are asked for, they are looked at. */
export const IDENTITY: AcceptanceCheck = {
  id: 'identity',
  promise: 'without a token, or with a wrong one, nothing is answered',
  sends: ({ destination }) => (destination.identified ? STRANGERS.length : 0),
  run: async (subject) => {
    if (!subject.destination.identified) return skipped('no token is sent: write --token-env');
    const outcomes = await Promise.all(STRANGERS.map((headers) => askedAs(headers, subject)));
    const statuses = outcomes.map(({ status }) => status);
    const admitted = outcomes.filter(({ status }) => !REFUSED.includes(status));
    if (admitted.length === 0) return passed(`statuses ${statuses.join(' and ')}`, { statuses });
    return failed(`statuses ${statuses.join(' and ')} instead of 401 or 403`, 'make the gateway ask for a token', {
      figures: { statuses },
      failures: admitted.map(sentence),
    });
  },
};

async function askedAs(headers: Readonly<Record<string, string>>, { destination, models, limitMs, signal }: Subject) {
  const stranger = destination.as(headers);
  try {
    return await attempt(stranger, shortRequest(models[0]), { limitMs, signal });
  } finally {
    stranger.close();
  }
}
