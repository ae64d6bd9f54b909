import { ModelTask } from '../models/model';
import { PARSED_ENDINGS, parsedByPicker } from '../models/picker/parsed-paths';

const DEFAULTS: Readonly<Record<ModelTask, string[]>> = {
  [ModelTask.GENERATE]: ['/v1/chat/completions', '/v1/completions', '/v1/responses'],
  [ModelTask.EMBED]: ['/v1/embeddings'],
};

/** Paths whose answers are whole and the same each time, so that another attempt costs nothing but time. */
const REPEATABLE_ENDINGS = ['/embeddings', '/embed', '/rerank', '/score', '/pooling', '/classify', '/tokenize'];

/** Bodies of these are multipart: the body router answers 400 to what is not JSON. */
const MULTIPART = '/audio/';

/** Paths of one model in one HTTPRoute: 16 rules of 8 matches are the 128 that Gateway API allows. */
export const MAX_PATHS = 8;

/** Paths that every route of a model of this task has. */
export function defaultPaths(task: ModelTask): string[] {
  return DEFAULTS[task];
}

/** Checks a further path of pools: exact, so that nothing else of a model server is published, and readable by the picker. */
export function extraPath(path: string): string {
  exactPath(path);
  if (!parsedByPicker(path)) {
    throw new Error(
      `'path' (${path}) is not parsed by the endpoint picker, which would take it for a completion and answer with an error: write a path that ends in one of ${PARSED_ENDINGS.join(', ')}, or serve it with addService and a ModelService, which has no picker`,
    );
  }
  return path;
}

/** Checks the paths of a Service: exact, few enough for one rule, and JSON where the body is read. */
export function servicePaths(service: string, paths: string[], bodyIsRead: boolean): string[] {
  for (const path of paths) exactPath(path);
  const all = [...new Set(paths)];
  if (all.length === 0 || all.length > MAX_PATHS) {
    throw new Error(
      `'paths' of service '${service}' has ${all.length} paths, but a rule holds 1 to ${MAX_PATHS}: write the exact ones that clients need, such as ['/v1/rerank']`,
    );
  }
  const multipart = all.find((path) => path.includes(MULTIPART));
  if (bodyIsRead && multipart !== undefined) {
    throw new Error(
      `'paths' of service '${service}' has ${multipart}, whose bodies are not JSON, so that the body router answers 400 to them: write RequestMatch.PATH, or a header, as its 'match'`,
    );
  }
  return all;
}

/** The first path whose answers may stream or be paid for, if there is one: nothing on it may be tried again. */
export function unrepeatable(paths: string[]): string | undefined {
  return paths.find((path) => !REPEATABLE_ENDINGS.some((ending) => path.endsWith(ending)));
}

function exactPath(path: string): void {
  if (!/^(?!.*\/\.\.?(\/|$))(\/[\w.-]+)+$/.test(path)) {
    throw new Error(
      `'path' (${path}) must be an exact path, since a prefix would publish control endpoints: write '/v1/embeddings'`,
    );
  }
}
