import type { Priority } from './priority';
import type { RequestMatch } from './request-match';
import type { TrafficClass } from './traffic-class';

/** Options of one model of a route. */
export interface AddModelOptions {
  /**
   * Kind of traffic, which sets the timeouts.
   * @default - the route's
   */
  readonly trafficClass?: TrafficClass;
  /**
   * What its requests are recognised by.
   * @default RequestMatch.MODEL_NAME
   */
  readonly match?: RequestMatch;
  /**
   * Who is served first while the pool is full.
   * @default - the route's
   */
  readonly priority?: Priority;
  /**
   * Requests that one proxy passes to the pool at a time, for a TenantRoute.
   * @default - the route's
   */
  readonly maxParallel?: number;
}

/** Options of one Service of a route. */
export interface AddServiceOptions {
  /** Exact paths that are led to it, by POST: 1 to 8. */
  readonly paths: string[];
  /**
   * Kind of traffic, which sets the timeouts.
   * @default - the route's
   */
  readonly trafficClass?: TrafficClass;
  /**
   * What its requests are recognised by.
   * @default - RequestMatch.MODEL_NAME where the Service has a `modelName`, RequestMatch.PATH elsewhere
   */
  readonly match?: RequestMatch;
}
