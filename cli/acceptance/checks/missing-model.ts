import { refusal } from '../refusal';
import { namelessRequest } from '../subject';

/** A body without `model`. */
export const MISSING_MODEL = refusal({
  id: 'missing-model',
  promise: 'a request without a model is refused',
  exchange: ({ models: [model] }) => namelessRequest(model),
  statuses: [404, 400],
  fix: 'match the name of the model in each rule: a rule without it takes every request',
});
