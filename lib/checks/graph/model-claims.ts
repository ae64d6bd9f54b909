import type { HeaderMatch, RouteMatch } from './route';

/** Headers by which routes choose a model, as body routers set them. */
export const BASE_MODEL = 'x-gateway-base-model-name';
export const REQUESTED_MODEL = 'x-gateway-model-name';

/** A model that a match asks for by header. */
export interface ModelClaim {
  readonly header: string;
  readonly model: string;
  /** Headers that the match asks for besides, as one text. */
  readonly further: string;
}

/** The models that matches ask for, each once. */
export function claimsOf(matches: readonly RouteMatch[]): readonly ModelClaim[] {
  const claims: ModelClaim[] = [];
  for (const match of matches) {
    const claim = claimOf(match);
    if (claim === undefined) continue;
    const { header, model, further } = claim;
    if (!claims.some((one) => one.model === model && one.further === further && one.header === header)) {
      claims.push(claim);
    }
  }
  return claims;
}

function choosesModel({ name, type }: HeaderMatch): boolean {
  return (name === BASE_MODEL || name === REQUESTED_MODEL) && type === 'Exact';
}

function claimOf({ headers }: RouteMatch): ModelClaim | undefined {
  const chosen = headers.find(choosesModel);
  if (chosen === undefined) return undefined;
  const further = headers.length === 1 ? '' : headersKey(headers.filter((header) => header !== chosen));
  return { header: chosen.name, model: chosen.value, further };
}

/** Headers of a match as one text, in any order. */
export function headersKey(headers: RouteMatch['headers']): string {
  const [only] = headers;
  if (only === undefined) return '';
  if (headers.length === 1) return textOf(only);
  return headers.map(textOf).sort().join('\n');
}

function textOf({ name, type, value }: HeaderMatch): string {
  return `${name} ${type} ${value}`;
}
