/** Prefixes of headers that steer router, picker and model server: a client's copies must not reach them. */
export const INTERNAL_PREFIXES = ['x-gateway-', 'x-llm-d-'];
/** Further headers of that kind. */
export const INTERNAL_HEADERS = ['x-slo-ttft-ms', 'x-slo-tpot-ms'];
/** Header with the base model of the name in the body: itself, or the model that an adapter belongs to. Routes match it. */
export const BASE_MODEL_HEADER = 'X-Gateway-Base-Model-Name';
/** Header with the tenant of a request, by which the picker is fair: only the gateway sets it. */
export const FAIRNESS_HEADER = 'x-gateway-inference-fairness-id';
/** Header with the name of the InferenceObjective of a request, which has its priority: only the gateway sets it. */
export const OBJECTIVE_HEADER = 'x-gateway-inference-objective';
/** Header with `allowed` once nothing refuses a request, for the access log. */
export const DECISION_HEADER = 'x-gateway-decision';
/** Header with a random whole number from 0 to 99, which the gateway draws for each request where a canary needs it. */
export const CANARY_DRAW_HEADER = 'x-canary-draw';

/** Headers that name the caller or the host: they choose no model. */
const IDENTITY_HEADERS = ['authorization', 'cookie', 'host'];

/** Whether a header is the gateway's own, so that no route may match a client's copy of it. */
export function isReserved(header: string): boolean {
  const name = header.toLowerCase();
  return (
    INTERNAL_PREFIXES.some((prefix) => name.startsWith(prefix)) ||
    [...INTERNAL_HEADERS, ...IDENTITY_HEADERS, CANARY_DRAW_HEADER].includes(name)
  );
}
