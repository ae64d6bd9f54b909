import { type CelInput, celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import type { ConfigMap, ValidatingAdmissionPolicy } from '../shapes';

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

/** Why the API server refuses an object by a policy; undefined if it takes it. Expressions that fail are thrown. */
export function refusal({ spec }: ValidatingAdmissionPolicy, params: ConfigMap, object: Asked): string | undefined {
  const request = { namespace: object.metadata.namespace, kind: { kind: object.kind } };
  const variables = new Map<string, CelInput>();
  const evaluate = (expression: string) => {
    const input = { object: celValue(object), params: celValue(params), request: celValue(request), variables };
    const result = plan(env, parse(expression))(input);
    if (isCelError(result)) throw new Error(`${expression}: ${result.message}`);
    return result;
  };
  if (!spec.matchConditions.every(({ expression }) => evaluate(expression) === true)) return undefined;
  for (const { name, expression } of spec.variables) variables.set(name, evaluate(expression) as CelInput);
  const broken = spec.validations.find(({ expression }) => evaluate(expression) !== true);
  return broken && String(evaluate(broken.messageExpression));
}
