import type { IConstruct } from 'constructs';
import type { ParallelLimit } from '../limits/parallel-limit';
import type { IModelPool } from '../models/model-pool-protocol';
import { doorName } from '../models/pool-doors';
import { wholeNumber } from '../private/numbers';
import { warn } from '../private/warnings';
import type { RuleBackend } from './route-rule';

/** One rule of a split: who answers, and which draws it takes. */
export interface Split {
  readonly backends: RuleBackend[];
  readonly drawBelow?: number;
}

/** A new version of a model that answers some of the requests for its name. */
export interface Canary {
  readonly stable: IModelPool;
  readonly canary: IModelPool;
  readonly percent: number;
}

/** A pool as the backend of a share of the requests; a tenant with a limit comes through a door of its own. */
export function poolBackend(
  { poolName, namespace }: IModelPool,
  percent: number,
  limit: ParallelLimit | undefined,
): RuleBackend {
  return { kind: 'InferencePool', name: doorName(poolName, limit), poolName, namespace, percent };
}

/** Whether two pools can stand for one name, and a share between them. */
export function checkCanary({ stable, canary, percent }: Canary): void {
  wholeNumber('percent', percent, 0, 100, 'write 10 for one request of ten');
  if (stable === canary) {
    throw new Error(`'canary' (${canary.poolName}) is the stable pool itself: write the pool of the new version`);
  }
  if (stable.modelName !== canary.modelName) {
    throw new Error(
      `'canary' (pool '${canary.poolName}') serves '${canary.modelName}', but the stable pool serves '${stable.modelName}': give both pools the same 'modelName', since clients ask for one`,
    );
  }
  if (stable.task !== canary.task) {
    throw new Error(
      `'canary' (pool '${canary.poolName}') is made for '${canary.task}', but the stable pool for '${stable.task}': write a pool with the same task`,
    );
  }
}

/** Warns of a share that nobody can answer: rendered as asked for, since that is how a failing canary is rehearsed. */
export function warnOfEmptyShare(scope: IConstruct, { stable, canary, percent }: Canary): void {
  const shares: [IModelPool, number][] = [
    [canary, percent],
    [stable, 100 - percent],
  ];
  for (const [pool, share] of shares) {
    if (share > 0 && pool.replicas?.count === 0) {
      warn(
        scope,
        `pool '${pool.node.path}' has no replicas, but answers ${share} % of the requests for '${pool.modelName}' of route '${scope.node.path}': they end with 503 until it has some`,
      );
    }
  }
}

/**
 * The rules of a canary. Where one rule can hold several pools, it holds both with their weights. Elsewhere the gateway
 * draws a number for each request, and a rule in front of the stable one takes the low draws: with both pools in one
 * rule only one of their pickers would be asked.
 */
export function splits(
  { stable, canary, percent }: Canary,
  severalPoolsInOneRule: boolean,
  limit: ParallelLimit | undefined,
): Split[] {
  if (percent === 0) return [{ backends: [poolBackend(stable, 100, limit)] }];
  if (percent === 100) return [{ backends: [poolBackend(canary, 100, limit)] }];
  const shares = [poolBackend(canary, percent, limit), poolBackend(stable, 100 - percent, limit)];
  return severalPoolsInOneRule
    ? [{ backends: shares.reverse() }]
    : shares.map((backend, index) => ({ backends: [backend], drawBelow: index === 0 ? percent : undefined }));
}

/** Regular expression of the whole numbers from 0 up to, and without, a number from 1 to 100. */
export function drawsBelow(limit: number): string {
  const [tens, ones] = [Math.floor(limit / 10), limit % 10];
  const parts: string[] = [];
  if (tens >= 1) parts.push('[0-9]');
  if (tens >= 2) parts.push(`${digits(1, tens - 1)}[0-9]`);
  if (ones >= 1) parts.push(`${tens === 0 ? '' : tens}${digits(0, ones - 1)}`);
  return parts.join('|');
}

function digits(first: number, last: number): string {
  return first === last ? String(first) : `[${first}-${last}]`;
}
