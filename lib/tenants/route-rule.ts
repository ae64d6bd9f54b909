import type { Priority } from './priority';
import type { RequestMatch } from './request-match';
import type { TrafficClass } from './traffic-class';

/** What answers the requests of a rule, or a share of them. */
export interface RuleBackend {
  /** `InferencePool` or `Service`. */
  readonly kind: string;
  /** Name of the object. */
  readonly name: string;
  /**
   * Pool that the object belongs to, whose name a tenant's own InferencePool does not have.
   * @default - none: a Service
   */
  readonly poolName?: string;
  /** Namespace of the object. */
  readonly namespace: string;
  /**
   * Port of a Service.
   * @default - none: a pool has its own
   */
  readonly port?: number;
  /** Percent of the requests, over all rules of the same match. */
  readonly percent: number;
}

/** One rule of a route's HTTPRoutes: which requests it takes, who answers them, and how long that may take. */
export interface RouteRule {
  /** Name of the HTTPRoute that holds it. */
  readonly httpRoute: string;
  /** Place in that HTTPRoute, from 0. */
  readonly index: number;
  /** What a request is recognised by. */
  readonly match: RequestMatch;
  /**
   * Name that clients put into `model`.
   * @default - any: the backend is a Service that chooses by itself
   */
  readonly modelName?: string;
  /** Exact paths, by POST. */
  readonly paths: string[];
  /** Kind of traffic: timeouts and retries. */
  readonly trafficClass: TrafficClass;
  /**
   * Who is served first while the pool is full.
   * @default - none is said, which is 0
   */
  readonly priority?: Priority;
  /**
   * Requests that one proxy passes to each of its pools at a time.
   * @default - any number
   */
  readonly maxParallel?: number;
  /** Who answers: one, or two where a rule holds both sides of a canary. */
  readonly backends: RuleBackend[];
  /**
   * The rule takes requests whose random draw (0 to 99) is below this.
   * @default - all requests that no such rule took
   */
  readonly drawBelow?: number;
}

/** The rules of a route, which grow as models are added. */
export interface IRouteRules {
  /** The rules so far. */
  readonly rules: RouteRule[];
}
