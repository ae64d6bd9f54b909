import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { IInferenceGateway } from '../gateway/inference-gateway-protocol';
import type { IModelPool } from '../models/model-pool-protocol';
import { Namespaces } from '../namespaces';
import { dnsLabel, hostname } from '../private/names';
import { namespaceOf } from '../private/object';
import { RouteRules } from './route-rules';
import { TrafficClass } from './traffic-class';

/** Options of one model of a route. */
export interface AddModelOptions {
  /**
   * Kind of traffic, which sets the timeouts.
   * @default - the route's
   */
  readonly trafficClass?: TrafficClass;
}

/** A shared endpoint. */
export interface ModelRouteProps {
  /** Gateway that clients reach. */
  readonly gateway: IInferenceGateway;
  /**
   * Models on offer; more by `addModel`.
   * @default - none yet
   */
  readonly models?: IModelPool[];
  /**
   * Hostnames that clients use.
   * @default - any, which only a gateway inside the cluster allows
   */
  readonly hostnames?: string[];
  /**
   * Kind of traffic, which sets the timeouts.
   * @default TrafficClass.STREAMING
   */
  readonly trafficClass?: TrafficClass;
  /**
   * Name of the HTTPRoute.
   * @default - the construct's id
   */
  readonly name?: string;
}

/**
 * Models behind one address, for everybody who can reach the gateway: the endpoint of one team. A TenantRoute is the
 * same with walls.
 *
 * @throws if a hostname is outside every listener, or missing on a gateway that is reachable from outside the cluster
 */
export class ModelRoute extends Construct {
  /** Namespace of the route. */
  public readonly namespace: string;
  private readonly rules: RouteRules;
  private readonly trafficClass: TrafficClass;

  constructor(scope: Construct, id: string, props: ModelRouteProps) {
    super(Namespaces._before(scope), id);
    this.namespace = namespaceOf(this);
    this.trafficClass = props.trafficClass ?? TrafficClass.STREAMING;
    this.rules = new RouteRules(this, {
      name: dnsLabel('name', props.name ?? id, '-99'),
      namespace: this.namespace,
      gateway: props.gateway,
      hostnames: (props.hostnames ?? []).map((name) => hostname('hostnames', name)),
    });
    for (const pool of props.models ?? []) this.addModel(pool);
  }

  /** The HTTPRoutes: one, and another for every 16 models more. */
  public get httpRoutes(): ApiObject[] {
    return this.rules.httpRoutes;
  }

  /**
   * Offers another model.
   *
   * @throws if the traffic class allows longer answers than the pool, or if another model has its name on this gateway
   */
  public addModel(pool: IModelPool, options: AddModelOptions = {}): void {
    this.rules.addModel(pool, options.trafficClass ?? this.trafficClass);
  }

  /**
   * Publishes one more path of all models of this route, such as `/v1/embeddings`.
   *
   * @throws if the endpoint picker does not parse it
   */
  public addPath(path: string): void {
    this.rules.addPath(path);
  }
}
