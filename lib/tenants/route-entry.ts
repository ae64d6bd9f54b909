import type { IModelPool } from '../models/model-pool-protocol';
import type { IModelService } from '../models/model-service-protocol';
import { servicePaths, unrepeatable } from './api-paths';
import { type Canary, poolBackend, type Split, splits } from './canary';
import { seconds } from './http-rule';
import { RequestMatch } from './request-match';
import type { AddServiceOptions } from './route-options';
import type { TrafficClass } from './traffic-class';

/** What was added to a route in one call: one rule, or the two sides of a canary. */
export interface RouteEntry {
  readonly match: RequestMatch;
  readonly modelName?: string;
  readonly trafficClass: TrafficClass;
  /** Pools, whose paths are the route's. */
  readonly pools: IModelPool[];
  /** Paths of a Service. */
  readonly servicePaths: string[];
  readonly splits: Split[];
}

/** A model of one pool. */
export function modelEntry(pool: IModelPool, trafficClass: TrafficClass, match: RequestMatch): RouteEntry {
  checkAnswers(pool, trafficClass);
  return {
    match,
    modelName: pool.modelName,
    trafficClass,
    pools: [pool],
    servicePaths: [],
    splits: [{ backends: [poolBackend(pool, 100)] }],
  };
}

/** A model of two pools: its stable version and the next one. */
export function canaryEntry(
  canary: Canary,
  trafficClass: TrafficClass,
  match: RequestMatch,
  severalPoolsInOneRule: boolean,
): RouteEntry {
  const pools = [canary.stable, canary.canary];
  for (const pool of pools) checkAnswers(pool, trafficClass);
  return {
    match,
    modelName: canary.stable.modelName,
    trafficClass,
    pools,
    servicePaths: [],
    splits: splits(canary, severalPoolsInOneRule),
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
