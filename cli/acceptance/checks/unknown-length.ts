import { refusal } from '../refusal';
import { shortRequest } from '../subject';

/** In chunks, without a Content-Length: nobody can tell whether it is too large. */
export const UNKNOWN_LENGTH = refusal({
  id: 'unknown-length',
  promise: 'a body of unknown length is refused',
  exchange: ({ models: [model] }) => ({ ...shortRequest(model), chunked: true }),
  statuses: [411],
  fix: 'limit bodies by their announced length, and refuse those without one',
});
