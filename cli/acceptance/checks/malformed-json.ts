import { refusal } from '../refusal';
import { shortRequest } from '../subject';

/** A body that ends in the middle. */
export const MALFORMED_JSON = refusal({
  id: 'malformed-json',
  promise: 'a body that is broken JSON is refused',
  exchange: ({ models: [model] }) => ({ ...shortRequest(model), body: `{"model": "${model.name}", "messages": [` }),
  statuses: [400],
  fix: 'look at the body router: it answers 400 to what it cannot read',
});
