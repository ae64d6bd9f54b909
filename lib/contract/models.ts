import { ModelPool } from '../models/model-pool';
import type { Replicas } from '../models/replicas';
import type { ModelTerms, QuotaTerms } from './page';
import type { Platform } from './tree';

/** What each pool serves. */
export function modelTerms({ pools }: Platform): ModelTerms[] {
  return pools.map((pool) => ({
    model: pool.modelName,
    adapters: pool.adapterNames,
    task: pool.task,
    pool: `${pool.namespace}/${pool.poolName}`,
    owner: pool instanceof ModelPool ? 'this program' : 'others',
    replicas: pool.replicas === undefined ? undefined : numberOf(pool.replicas),
    longestAnswerSeconds: pool.longestGeneration.toSeconds(),
    contextTokens: pool instanceof ModelPool ? pool.contextLength : undefined,
    toolCalling: pool instanceof ModelPool ? pool.toolCalling : undefined,
  }));
}

/** Bounds on the pods of namespaces: of the tenants' own programs, and on GPUs. */
export function quotaTerms({ tenants, gpuQuotas }: Platform): QuotaTerms[] {
  return [
    ...tenants.flatMap(({ namespace, quota }) => (quota === undefined ? [] : [{ namespace, hard: quota.hard }])),
    ...gpuQuotas.map(({ namespace, gpus }) => ({
      namespace,
      hard: Object.fromEntries(gpus.map(({ resourceName, count }) => [`requests.${resourceName}`, String(count)])),
    })),
  ];
}

function numberOf({ count, min, max }: Replicas): string {
  return count === undefined ? `${min} to ${max}` : String(count);
}
