import { refusal } from '../refusal';
import { type Subject, shortBody, shortRequest } from '../subject';

const DEFAULT_BYTES = 10 * 1024 * 1024;
/** Who refuses by the length alone has answered by then, and is not sent the body. */
const HEAD_START_MS = 1_000;

/** Bodies are held in memory on the way, several times. */
export const LARGE_BODY = refusal({
  id: 'large-body',
  promise: 'a body over the limit is refused',
  exchange: (subject) => ({ ...shortRequest(subject.models[0]), body: bodyOver(subject), headStartMs: HEAD_START_MS }),
  statuses: [413],
  fix: "limit bodies in front of body router and endpoint picker; write --max-body with the gateway's own limit if it has another one",
});

/** One byte too many. */
function bodyOver({ models: [model], maxBodyBytes = DEFAULT_BYTES }: Subject): string {
  const fields = shortBody(model);
  const padding = maxBodyBytes + 1 - Buffer.byteLength(JSON.stringify({ ...fields, user: '' }));
  return JSON.stringify({ ...fields, user: 'a'.repeat(Math.max(0, padding)) });
}
