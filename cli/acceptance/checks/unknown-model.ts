import { refusal } from '../refusal';
import { shortRequest } from '../subject';

/** A name that nobody serves. */
export const UNKNOWN_MODEL = refusal({
  id: 'unknown-model',
  promise: 'an unknown model is not found',
  exchange: ({ models: [model] }) => shortRequest({ ...model, name: 'acceptance-no-such-model' }),
  statuses: [404],
  fix: 'match the name of the model in each rule: a rule without it takes every request',
});
