import { burst } from '../../traffic/burst';
import { streamed } from '../../traffic/exchange';
import { summaryOf } from '../../traffic/summary';
import { type AcceptanceCheck, skipped } from '../acceptance-check';
import { loadVerdict } from '../load-verdict';
import { chatModels, inTurn, type Subject, shortRequest } from '../subject';

const PAIRS = 20;
const PARALLEL = 20;

/** Short requests beside streams: neither may wait for the other, or end it. */
export const MIXED: AcceptanceCheck = {
  id: 'mixed',
  promise: `${PAIRS} short requests and ${PAIRS} streams, ${PARALLEL} at a time, are all answered to the end`,
  sends: (subject) => requestsOf(subject).length,
  run: async (subject) => {
    const { destination, limitMs, signal } = subject;
    const requests = requestsOf(subject);
    if (requests.length === 0) return skipped('no model chats');
    const outcomes = await burst(destination, requests, { parallel: PARALLEL, limitMs, signal });
    return loadVerdict(summaryOf(outcomes), requests.length);
  },
};

function requestsOf(subject: Subject) {
  const streams = chatModels(subject);
  if (streams.length === 0) return [];
  const shorts = inTurn(subject.models, PAIRS);
  return inTurn(streams, PAIRS).flatMap((model, index) => [shortRequest(shorts[index] ?? model), streamed(model.name)]);
}
