import { burst } from '../../traffic/burst';
import { type Outcome, sentence } from '../../traffic/outcome';
import { type AcceptanceCheck, failed, passed } from '../acceptance-check';
import { type Subject, shortRequest } from '../subject';

/** The model in the body answers, and says so. */
export const ANSWERS: AcceptanceCheck = {
  id: 'answers',
  promise: 'each model answers under its own name',
  sends: ({ models }) => models.length,
  run: (subject) => answersOf(subject),
};

/** The same at the end: nothing that was sent in between has broken it. */
export const STILL_ANSWERS: AcceptanceCheck = {
  ...ANSWERS,
  id: 'still-answers',
  promise: 'after all of this, each model still answers',
};

async function answersOf({ destination, models, limitMs, signal }: Subject) {
  const requests = models.map((model) => shortRequest(model));
  const outcomes = await burst(destination, requests, { parallel: 1, limitMs, signal });
  const wrong = outcomes.filter((outcome) => !outcome.ok || outcome.answering !== outcome.model);
  const figures = { models: models.length, answered: outcomes.length - wrong.length };
  const [first] = wrong;
  if (first === undefined) return passed(models.map(({ name, task }) => `${name} (${task})`).join(', '), figures);
  return failed(`${wrong.length} of ${models.length} models did not answer`, remedy(first), {
    figures,
    failures: wrong.map((outcome) =>
      outcome.ok ? `${outcome.model} was answered by ${outcome.answering}` : sentence(outcome),
    ),
  });
}

function originOf(location = ''): string {
  return URL.canParse(location) ? new URL(location).origin : 'where it leads to';
}

function remedy({ status, ok, model, path, headers }: Outcome): string {
  if (ok) return 'look at the names in the route, and at --served-model-name of the model server';
  if (status >= 300 && status < 400) return `it redirects: write ${originOf(headers.location)} as URL`;
  if (status === 401 || status === 403) return 'write --token-env with the variable that holds a valid token';
  if (status === 404 && path.endsWith('/chat/completions')) {
    return `look for a route of this host that offers ${model}; write --embeddings ${model} if it does not chat`;
  }
  if (status === 404) return `look for a route of this host that offers ${model}`;
  return 'look at the endpoint picker, the body router and the pods of the model';
}
