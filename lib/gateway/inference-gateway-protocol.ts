import type { Duration } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { IModelPool } from '../models/model-pool-protocol';
import type { IModelService } from '../models/model-service-protocol';
import type { RequestMatch } from '../tenants/request-match';
import type { IRouteRules } from '../tenants/route-rule';

/** Who alone may use the hostnames of a route. */
export interface TenantAttachment {
  /** Name of the tenant, as tokens and keys say it. */
  readonly name: string;
}

/** A route that wants to be reachable through a gateway. */
export interface RouteAttachment {
  /** Path of the route's construct, for errors. */
  readonly route: string;
  /** Namespace of the route. */
  readonly namespace: string;
  /** Hostnames of the route; with none, it answers on any. */
  readonly hostnames: string[];
  /**
   * The tenant whose route it is.
   * @default - none: a route for everybody who may use the gateway
   */
  readonly tenant?: TenantAttachment;
}

/** A model that a route offers. */
export interface ModelAttachment {
  /** The route. */
  readonly route: RouteAttachment;
  /** The pool that serves the model. */
  readonly pool: IModelPool;
  /**
   * The pool that serves its next version, under the same name.
   * @default - none
   */
  readonly canary?: IModelPool;
  /** What its requests are recognised by. */
  readonly match: RequestMatch;
}

/** A Service that a route leads requests to. */
export interface ServiceAttachment {
  /** The route. */
  readonly route: RouteAttachment;
  /** The Service. */
  readonly service: IModelService;
  /** What its requests are recognised by. */
  readonly match: RequestMatch;
  /** Longest time that one answer may take. */
  readonly longestAnswer: Duration;
}

/** A gateway that routes can attach to. */
export interface IInferenceGateway extends IConstruct {
  /** Name of the Gateway. */
  readonly gatewayName: string;
  /** Namespace of the Gateway. */
  readonly namespace: string;
  /** Header that carries the model's name once the body is read; without one, a hostname has one model. */
  readonly modelHeader?: string;
  /** Ports on which clients inside the cluster reach it. */
  readonly listenerPorts: number[];
  /** Labels of the proxies' pods. */
  readonly podLabels: { [key: string]: string };

  /**
   * Opens listeners for a route and returns their names (`sectionName` of its parentRefs). Called by routes.
   *
   * @throws if a hostname is outside every listener, or belongs to another namespace
   */
  attachRoute(route: RouteAttachment): string[];
  /**
   * Takes the rules of a route in: two routes that claim the same requests are refused at synth. Called by routes, once.
   */
  attachRules(route: RouteAttachment, rules: IRouteRules): void;
  /**
   * Takes a model into the body router's table and opens the way to its pool. Called by routes.
   *
   * @throws if another pool has the same model name
   */
  attachModel(model: ModelAttachment): void;
  /**
   * Opens the way to a Service. Called by routes.
   *
   * @throws if another backend has the same model name
   */
  attachService(service: ServiceAttachment): void;
}
