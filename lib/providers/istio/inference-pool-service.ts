import { createHash } from 'node:crypto';

const MAX_SERVICE_NAME = 63;
const HASH_LENGTH = 8;

/** Name of the Service that Istio makes for an InferencePool, which DestinationRules are for. */
export function inferencePoolService(poolName: string): string {
  const suffix = `-ip-${createHash('sha256').update(poolName).digest('hex').slice(0, HASH_LENGTH)}`;
  return `${poolName.slice(0, MAX_SERVICE_NAME - suffix.length)}${suffix}`;
}
