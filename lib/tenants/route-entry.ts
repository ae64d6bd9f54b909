import type { ParallelLimit } from '../limits/parallel-limit';
import type { IModelPool } from '../models/model-pool-protocol';
import type { IModelService } from '../models/model-service-protocol';
import { servicePaths, unrepeatable } from './api-paths';
import { type Canary, poolBackend, type Split, splits } from './canary';
import { seconds } from './http-rule';
import type { Priority } from './priority';
import { RequestMatch } from './request-match';
import type { AddServiceOptions } from './route-options';
import type { TrafficClass } from './traffic-class';

/** How the requests of a model are treated. */
export interface Traffic {
  readonly trafficClass: TrafficClass;
  readonly priority?: Priority;
  /** How many of them each pool takes at a time from one proxy, if that is bounded. */
  readonly limit?: ParallelLimit;
}

/** What was added to a route in one call: one rule, or the two sides of a canary. */
export interface RouteEntry extends Traffic {
  readonly match: RequestMatch;
  readonly modelName?: string;
  /** Pools, whose paths are the route's. */
  readonly pools: IModelPool[];
  /** Paths of a Service. */
  readonly servicePaths: string[];
  readonly splits: Split[];
}

/** A model of one pool. */
export function modelEntry(pool: IModelPool, match: RequestMatch, traffic: Traffic): RouteEntry {
  checkAnswers(pool, traffic.trafficClass);
  return {
    ...traffic,
    match,
    modelName: pool.modelName,
    pools: [pool],
    servicePaths: [],
    splits: [{ backends: [poolBackend(pool, 100, traffic.limit)] }],
  };
}

/**
 * A model of two pools: its stable version and the next one. With a priority they stand in two rules, since each pool has
 * it under a name of its own.
 */
export function canaryEntry(
  canary: Canary,
  match: RequestMatch,
  traffic: Traffic,
  severalPoolsInOneRule: boolean,
): RouteEntry {
  const pools = [canary.stable, canary.canary];
  for (const pool of pools) checkAnswers(pool, traffic.trafficClass);
  return {
    ...traffic,
    match,
    modelName: canary.stable.modelName,
    pools,
    servicePaths: [],
    splits: splits(canary, severalPoolsInOneRule && traffic.priority === undefined, traffic.limit),
  };
}

/** A Service. */
export function serviceEntry(
  service: IModelService,
  trafficClass: TrafficClass,
  options: AddServiceOptions,
): RouteEntry {
  const { serviceName, namespace, port, modelName } = service;
  const match = options.match ?? (modelName === undefined ? RequestMatch.PATH : RequestMatch.MODEL_NAME);
  if (match.needsBodyRouter && modelName === undefined) {
    throw new Error(
      `'match' of service '${serviceName}' goes by the name in the body, but the service has no 'modelName': give it one, or write RequestMatch.PATH`,
    );
  }
  const paths = servicePaths(serviceName, options.paths, match.needsBodyRouter);
  checkRetries(`service '${serviceName}'`, trafficClass, paths);
  return {
    match,
    modelName,
    trafficClass,
    pools: [],
    servicePaths: paths,
    splits: [{ backends: [{ kind: 'Service', name: serviceName, namespace, port, percent: 100 }] }],
  };
}

/** Whether nothing of a pool's paths would be tried again that may not. */
export function checkRetries(what: string, { name, retries }: TrafficClass, paths: string[]): void {
  const path = retries === 0 ? undefined : unrepeatable(paths);
  if (path === undefined) return;
  throw new Error(
    `'retries' (${retries}) of traffic class '${name}' would try ${path} of ${what} again, where answers stream and a second attempt is paid for twice: choose a class without retries`,
  );
}

function checkAnswers(pool: IModelPool, { name, request }: TrafficClass): void {
  if (request.toSeconds() <= pool.longestGeneration.toSeconds()) return;
  throw new Error(
    `'trafficClass' (${name}, ${seconds(request)}) allows longer answers than pool '${pool.poolName}' finishes when a pod ends (${seconds(pool.longestGeneration)}): raise 'longestGeneration' of the pool to Duration.seconds(${request.toSeconds()}), or choose a shorter class`,
  );
}
