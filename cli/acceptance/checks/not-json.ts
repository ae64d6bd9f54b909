import { refusal } from '../refusal';
import { shortRequest } from '../subject';

/** A form in place of JSON. */
export const NOT_JSON = refusal({
  id: 'not-json',
  promise: 'a body that is no JSON is refused',
  exchange: ({ models: [model] }) => ({
    ...shortRequest(model),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `model=${encodeURIComponent(model.name)}&prompt=hello`,
  }),
  statuses: [400, 415],
  fix: 'look at the body router: it answers 400 to what it cannot read',
});
