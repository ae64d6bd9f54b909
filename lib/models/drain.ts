import { Duration } from 'cdk8s';

/** Time in which gateway and endpoint picker forget a pod that ends: until then it must go on serving. */
const FORGET_SECONDS = 15;
/** Time that a server needs to end once its last answer is done. */
const END_SECONDS = 15;

/**
 * How a model server ends without cutting an answer: it serves on while others forget it, then finishes what it has.
 * vLLM answers 500 to new requests while it drains and stays healthy, so only the sleep keeps requests away from it.
 */
export interface Drain {
  readonly preStopSeconds: number;
  readonly gracePeriodSeconds: number;
}

export function drain(longestGeneration: Duration): Drain {
  return {
    preStopSeconds: FORGET_SECONDS,
    gracePeriodSeconds: FORGET_SECONDS + longestGeneration.toSeconds() + END_SECONDS,
  };
}

/** Time that a pod may take to start: downloads at 100 MiB/s, then loads, compiles and warms up. */
export function startupBudget(weightsGib: number): Duration {
  return Duration.seconds(Math.max(600, 480 + Math.ceil((weightsGib * 1024) / 100)));
}
