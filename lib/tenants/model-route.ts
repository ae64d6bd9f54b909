import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { IInferenceGateway } from '../gateway/inference-gateway-protocol';
import type { IModelPool } from '../models/model-pool-protocol';
import type { IModelService } from '../models/model-service-protocol';
import { Namespaces } from '../namespaces';
import { dnsLabel, hostname } from '../private/names';
import { namespaceOf } from '../private/object';
import type { Priority } from './priority';
import type { AddModelOptions, AddServiceOptions } from './route-options';
import type { RouteRule } from './route-rule';
import { RouteRules } from './route-rules';
import { TrafficClass } from './traffic-class';

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
   * Who is served first while a pool is full.
   * @default - none is said, which is the same as Priority.DEFAULT
   */
  readonly priority?: Priority;
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
  /** Gateway that clients reach. */
  public readonly gateway: IInferenceGateway;
  private readonly merged: RouteRules;

  constructor(scope: Construct, id: string, props: ModelRouteProps) {
    super(Namespaces._before(scope), id);
    this.namespace = namespaceOf(this);
    this.gateway = props.gateway;
    this.merged = new RouteRules(this, {
      name: dnsLabel('name', props.name ?? id, '-99'),
      namespace: this.namespace,
      gateway: props.gateway,
      trafficClass: props.trafficClass ?? TrafficClass.STREAMING,
      priority: props.priority,
      hostnames: (props.hostnames ?? []).map((name) => hostname('hostnames', name)),
    });
    for (const pool of props.models ?? []) this.addModel(pool);
  }

  /** The HTTPRoutes: one, and another for every 16 rules more. */
  public get httpRoutes(): ApiObject[] {
    return this.merged.httpRoutes;
  }

  /** Hostnames that clients use; with none, any. */
  public get hostnames(): string[] {
    return this.merged.hostnames;
  }

  /** Rules of the HTTPRoutes so far: who answers what, and how long that may take. */
  public get rules(): RouteRule[] {
    return this.merged.rules;
  }

  /**
   * Offers another model.
   *
   * @throws if the traffic class allows longer answers than the pool, or if another model has its name on this gateway
   */
  public addModel(pool: IModelPool, options: AddModelOptions = {}): void {
    this.merged.addModel(pool, options);
  }

  /**
   * Offers a model whose next version answers a share of its requests, under the same name.
   *
   * @param percent share of the canary, 0 to 100; at 0 and 100 one pool answers all, and the other stays reachable
   * @throws if the pools differ in `modelName` or task, or if another canary has the name on this gateway
   */
  public addCanary(stable: IModelPool, canary: IModelPool, percent: number, options: AddModelOptions = {}): void {
    this.merged.addCanary({ stable, canary, percent }, options);
  }

  /**
   * Leads paths to a Service in place of a pool: a router that chooses models by itself, or a model server without
   * endpoint picker.
   *
   * @throws if a path is not exact, or if another backend has its `modelName` on this gateway
   */
  public addService(service: IModelService, options: AddServiceOptions): void {
    this.merged.addService(service, options);
  }

  /**
   * Publishes one more path of all models of this route, such as `/v1/embeddings`.
   *
   * @throws if the endpoint picker does not parse it
   */
  public addPath(path: string): void {
    this.merged.addPath(path);
  }
}
