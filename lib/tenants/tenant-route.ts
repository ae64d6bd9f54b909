import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { IInferenceGateway } from '../gateway/inference-gateway-protocol';
import type { RequestBudget } from '../limits/request-budget';
import { checkBudgets } from '../limits/request-budget';
import { refuseTokenBudget, type TokenBudget } from '../limits/token-budget';
import type { IModelPool } from '../models/model-pool-protocol';
import type { IModelService } from '../models/model-service-protocol';
import { Namespaces } from '../namespaces';
import { tenantWalls } from '../network/tenant-walls';
import { dnsLabel, hostname } from '../private/names';
import { namespaceOf } from '../private/object';
import { limitRange, type NamespaceQuota, resourceQuota } from './namespace-quota';
import type { Priority } from './priority';
import type { AddModelOptions, AddServiceOptions } from './route-options';
import type { RouteRule } from './route-rule';
import { RouteRules } from './route-rules';
import { TrafficClass } from './traffic-class';

/** A tenant, and what it may use. */
export interface TenantRouteProps {
  /** Gateway that the tenant's clients reach. */
  readonly gateway: IInferenceGateway;
  /** Hostnames of the tenant, which no other tenant can use. */
  readonly hostnames: string[];
  /**
   * Name of the tenant: what the tenant's tokens and keys say, what the endpoint picker is fair by and what the access log
   * shows.
   * @default - the namespace
   */
  readonly tenant?: string;
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
   * How many requests the tenant may make: several limits at once, such as one a minute and one a day.
   * @default - as many as there is room for
   */
  readonly budgets?: RequestBudget[];
  /**
   * How many requests of the tenant each proxy passes to each pool at a time: so the tenant has `maxParallel` times the
   * gateway's `replicas` where its connections spread over them. A stream counts until it ends. What is more gets 429 at once.
   * @default - as many as there is room for
   */
  readonly maxParallel?: number;
  /**
   * How many tokens the tenant may use. Only a provider that counts tokens can keep it.
   * @default - no limit of tokens
   */
  readonly tokenBudget?: TokenBudget;
  /**
   * Who is served first while a pool is full.
   * @default - none is said, which is the same as Priority.DEFAULT
   */
  readonly priority?: Priority;
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
 * @throws if it has no hostname, if one is outside every listener or another namespace's, or if nobody can keep its budgets
 */
export class TenantRoute extends Construct {
  /** Namespace of the tenant. */
  public readonly namespace: string;
  /** Name of the tenant. */
  public readonly tenant: string;
  /** How many requests the tenant may make. */
  public readonly budgets: RequestBudget[];
  /** NetworkPolicy of the tenant's pods: DNS and the gateway. */
  public readonly policy: ApiObject;
  /** Bound on the pods that the tenant runs in its own namespace, if there is one. */
  public readonly quota?: NamespaceQuota;
  /** ResourceQuota of the tenant's pods, if there is one. */
  public readonly resourceQuota?: ApiObject;
  /** LimitRange of the tenant's pods, if there is a quota. */
  public readonly limitRange?: ApiObject;
  /** Gateway that clients reach. */
  public readonly gateway: IInferenceGateway;
  private readonly merged: RouteRules;

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
    this.gateway = props.gateway;
    this.tenant = dnsLabel('tenant', props.tenant ?? this.namespace);
    if (props.tokenBudget !== undefined) refuseTokenBudget(this, props.tokenBudget);
    this.budgets = [...(props.budgets ?? [])];
    checkBudgets(this.node.path, this.budgets);
    this.merged = new RouteRules(this, {
      name,
      namespace: this.namespace,
      gateway: props.gateway,
      trafficClass: props.trafficClass ?? TrafficClass.STREAMING,
      priority: props.priority,
      maxParallel: props.maxParallel,
      hostnames: props.hostnames.map((host) => hostname('hostnames', host)),
      tenant: { name: this.tenant, budgets: this.budgets },
    });
    this.policy = tenantWalls(this, name, props.gateway);
    if (props.resourceQuota !== undefined) {
      this.quota = props.resourceQuota;
      this.resourceQuota = resourceQuota(this, name, props.resourceQuota);
      this.limitRange = limitRange(this, name);
    }
    for (const pool of props.models ?? []) this.addModel(pool);
  }

  /** The HTTPRoutes: one, and another for every 16 rules more. */
  public get httpRoutes(): ApiObject[] {
    return this.merged.httpRoutes;
  }

  /** Hostnames that clients use. */
  public get hostnames(): string[] {
    return this.merged.hostnames;
  }

  /** Rules of the HTTPRoutes so far: who answers what, and how long that may take. */
  public get rules(): RouteRule[] {
    return this.merged.rules;
  }

  /**
   * Lets the tenant call another model.
   *
   * @throws if the traffic class allows longer answers than the pool, or if another model has its name on this gateway
   */
  public addModel(pool: IModelPool, options: AddModelOptions = {}): void {
    this.merged.addModel(pool, options);
  }

  /**
   * Lets the tenant call a model whose next version answers a share of its requests, under the same name.
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
   * Publishes one more path of all models of this tenant, such as `/v1/embeddings`.
   *
   * @throws if the endpoint picker does not parse it
   */
  public addPath(path: string): void {
    this.merged.addPath(path);
  }
}
