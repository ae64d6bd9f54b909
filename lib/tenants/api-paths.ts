import { ModelTask } from '../models/model';
import { PARSED_ENDINGS, parsedByPicker } from '../models/parsed-paths';

const DEFAULTS: Readonly<Record<ModelTask, string[]>> = {
  [ModelTask.GENERATE]: ['/v1/chat/completions', '/v1/completions', '/v1/responses'],
  [ModelTask.EMBED]: ['/v1/embeddings'],
};

/** Paths of one model in one HTTPRoute: 16 rules of 8 matches are the 128 that Gateway API allows. */
export const MAX_PATHS = 8;

/** Paths that every route of a model of this task has. */
export function defaultPaths(task: ModelTask): string[] {
  return DEFAULTS[task];
}

/** Checks a further path: exact, so that nothing else of a model server is published, and readable by the picker. */
export function extraPath(path: string): string {
  if (!/^(?!.*\/\.\.?(\/|$))(\/[\w.-]+)+$/.test(path)) {
    throw new Error(
      `'path' (${path}) must be an exact path, since a prefix would publish control endpoints: write '/v1/embeddings'`,
    );
  }
  if (!parsedByPicker(path)) {
    throw new Error(
      `'path' (${path}) is not parsed by the endpoint picker, which would take it for a completion and answer with an error: write a path that ends in one of ${PARSED_ENDINGS.join(', ')}`,
    );
  }
  return path;
}
