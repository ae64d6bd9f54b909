import { type CelInput, celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import type { Gateway, ValidatingAdmissionPolicy } from '../shapes';

/** What somebody asks the API server to take. */
export interface Asked {
  readonly kind: string;
  readonly metadata: { readonly namespace: string };
  readonly spec: object;
}

const env = celEnv({ funcs: strings });

function celValue(value: unknown): CelInput {
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value !== 'object' || value === null) return value as CelInput;
  return new Map(Object.entries(value).map(([key, field]): [string, CelInput] => [key, celValue(field)]));
}

/** Why the API server refuses a route by the policy of a gateway; undefined if it takes it. Expressions that fail are thrown. */
export function refusal({ spec }: ValidatingAdmissionPolicy, params: Gateway, object: Asked): string | undefined {
  const { namespace } = object.metadata;
  const request = { namespace, kind: { kind: object.kind } };
  const namespaceObject = { metadata: { labels: { 'kubernetes.io/metadata.name': namespace } } };
  const known = Object.entries({ object, params, request, namespaceObject }).map(([name, value]) => [
    name,
    celValue(value),
  ]);
  const variables = new Map<string, CelInput>();
  const evaluate = (expression: string) => {
    const result = plan(env, parse(expression))({ ...Object.fromEntries(known), variables });
    if (isCelError(result)) throw new Error(`${expression}: ${result.message}`);
    return result;
  };
  if (!spec.matchConditions.every(({ expression }) => evaluate(expression) === true)) return undefined;
  for (const { name, expression } of spec.variables) variables.set(name, evaluate(expression) as CelInput);
  const broken = spec.validations.find(({ expression }) => evaluate(expression) !== true);
  return broken && String(evaluate(broken.messageExpression));
}
