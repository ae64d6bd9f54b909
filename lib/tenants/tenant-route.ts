import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { IInferenceGateway } from '../gateway/inference-gateway-protocol';
import type { IModelPool } from '../models/model-pool-protocol';
import { Namespaces } from '../namespaces';
import { tenantWalls } from '../network/tenant-walls';
import { dnsLabel, hostname } from '../private/names';
import { namespaceOf } from '../private/object';
import type { AddModelOptions } from './model-route';
import { limitRange, type NamespaceQuota, resourceQuota } from './namespace-quota';
import { RouteRules } from './route-rules';
import { TrafficClass } from './traffic-class';

/** A tenant, and what it may use. */
export interface TenantRouteProps {
  /** Gateway that the tenant's clients reach. */
  readonly gateway: IInferenceGateway;
  /** Hostnames of the tenant, which no other tenant can use. */
  readonly hostnames: string[];
  /**
   * Models that the tenant may call; more by `addModel`.
   * @default - none yet
   */
  readonly models?: IModelPool[];
  /**
   * Kind of traffic, which sets the timeouts.
   * @default TrafficClass.STREAMING
   */
  readonly trafficClass?: TrafficClass;
  /**
   * Bound on the pods that the tenant runs in its own namespace.
   * @default - none
   */
  readonly resourceQuota?: NamespaceQuota;
  /**
   * Further labels of the tenant's namespace.
   * @default - none
   */
  readonly namespaceLabels?: { [key: string]: string };
  /**
   * Name of the HTTPRoute and of the tenant's other objects.
   * @default - the construct's id
   */
  readonly name?: string;
}

/**
 * One tenant: its namespace with guard rails, its own listener on the gateway, one merged HTTPRoute, and the grants that
 * let it reach exactly its models. Nothing of another tenant changes.
 *
 * @throws if it has no hostname, or if one is outside every listener or another namespace's
 */
export class TenantRoute extends Construct {
  /** Namespace of the tenant. */
  public readonly namespace: string;
  /** NetworkPolicy of the tenant's pods: DNS and the gateway. */
  public readonly policy: ApiObject;
  /** ResourceQuota of the tenant's pods, if there is one. */
  public readonly resourceQuota?: ApiObject;
  /** LimitRange of the tenant's pods, if there is a quota. */
  public readonly limitRange?: ApiObject;
  private readonly rules: RouteRules;
  private readonly trafficClass: TrafficClass;

  constructor(scope: Construct, id: string, props: TenantRouteProps) {
    super(Namespaces._before(scope), id);
    const name = dnsLabel('name', props.name ?? id, '-to-gateway');
    if (props.hostnames === undefined || props.hostnames.length === 0) {
      throw new Error(
        `'hostnames' of tenant '${this.node.path}' is empty: write the hostname that its clients use, such as ['${name}.ai.example.com']`,
      );
    }
    this.namespace = namespaceOf(this);
    if (props.namespaceLabels !== undefined) Namespaces.of(this).label(this.namespace, props.namespaceLabels);
    this.trafficClass = props.trafficClass ?? TrafficClass.STREAMING;
    this.rules = new RouteRules(this, {
      name,
      namespace: this.namespace,
      gateway: props.gateway,
      hostnames: props.hostnames.map((host) => hostname('hostnames', host)),
    });
    this.policy = tenantWalls(this, name, props.gateway);
    if (props.resourceQuota !== undefined) {
      this.resourceQuota = resourceQuota(this, name, props.resourceQuota);
      this.limitRange = limitRange(this, name);
    }
    for (const pool of props.models ?? []) this.addModel(pool);
  }

  /** The HTTPRoutes: one, and another for every 16 models more. */
  public get httpRoutes(): ApiObject[] {
    return this.rules.httpRoutes;
  }

  /**
   * Lets the tenant call another model.
   *
   * @throws if the traffic class allows longer answers than the pool, or if another model has its name on this gateway
   */
  public addModel(pool: IModelPool, options: AddModelOptions = {}): void {
    this.rules.addModel(pool, options.trafficClass ?? this.trafficClass);
  }

  /**
   * Publishes one more path of all models of this tenant, such as `/v1/embeddings`.
   *
   * @throws if the endpoint picker does not parse it
   */
  public addPath(path: string): void {
    this.rules.addPath(path);
  }
}
