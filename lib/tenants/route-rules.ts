import { type ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { type HttpRouteSpec, toJson_HttpRouteSpec } from '../../imports/gateway-api';
import { changed } from '../checks/synthesis';
import { Cluster } from '../cluster';
import type { IInferenceGateway, RouteAttachment, TenantAttachment } from '../gateway/inference-gateway-protocol';
import { parallelLimit } from '../limits/parallel-limit';
import type { IModelPool } from '../models/model-pool-protocol';
import type { IModelService } from '../models/model-service-protocol';
import { optional, render } from '../private/object';
import { defaultPaths, extraPath, MAX_PATHS } from './api-paths';
import { type Canary, checkCanary, type Split, warnOfEmptyShare } from './canary';
import { httpRule } from './http-rule';
import type { Priority } from './priority';
import { RequestMatch } from './request-match';
import { canaryEntry, checkRetries, modelEntry, type RouteEntry, serviceEntry, type Traffic } from './route-entry';
import type { AddModelOptions, AddServiceOptions } from './route-options';
import type { IRouteRules, RouteRule } from './route-rule';
import { warnOfTools } from './tool-calling';
import type { TrafficClass } from './traffic-class';

/** Rules of one HTTPRoute, by Gateway API. */
const MAX_RULES = 16;
/** Hostnames of one HTTPRoute, by Gateway API. */
const MAX_HOSTNAMES = 16;

/** What a merged route is made of. */
export interface RouteRulesProps {
  readonly name: string;
  readonly namespace: string;
  readonly gateway: IInferenceGateway;
  readonly hostnames: string[];
  readonly trafficClass: TrafficClass;
  readonly priority?: Priority;
  readonly maxParallel?: number;
  readonly tenant?: TenantAttachment;
}

/**
 * The merged HTTPRoute of a tenant or team: one rule per model (or side of a canary), with one match per path, since of two routes with the
 * same match only the older one counts. Further HTTPRoutes (`<name>-2` ...) take what does not fit into 16 rules.
 */
export class RouteRules implements IRouteRules {
  private readonly entries: RouteEntry[] = [];
  private readonly paths = new Set<string>();
  private readonly objects: ApiObject[] = [];
  private readonly attachment: RouteAttachment;
  private readonly sections: string[];

  constructor(
    private readonly scope: Construct,
    private readonly props: RouteRulesProps,
  ) {
    const { namespace, hostnames, gateway, tenant } = props;
    checkHostnames(hostnames);
    this.attachment = { route: scope.node.path, namespace, hostnames, tenant };
    this.sections = gateway.attachRoute(this.attachment);
    gateway.attachRules(this.attachment, this);
    this.addObject();
    scope.node.addValidation({
      validate: () =>
        this.entries.length > 0 ? [] : ["'models' is empty: name one in 'models', or call addModel(pool) before synth"],
    });
  }

  /** Hostnames of the route; with none, it answers on any. */
  public get hostnames(): string[] {
    return [...this.props.hostnames];
  }

  /** The HTTPRoutes so far. */
  public get httpRoutes(): ApiObject[] {
    return [...this.objects];
  }

  /**
   * The rules so far, in the order of their HTTPRoutes. What goes without the name in the body stands first, so that a
   * header wins over the body also where both have the same number of matches.
   */
  public get rules(): RouteRule[] {
    const byBody = this.entries.filter(({ match }) => match.needsBodyRouter);
    const others = this.entries.filter(({ match }) => !match.needsBodyRouter);
    let slot = 0;
    return [...others, ...byBody].flatMap((entry) => {
      // Both sides of a canary stand in one HTTPRoute, so that none is applied without the other.
      if ((slot % MAX_RULES) + entry.splits.length > MAX_RULES) slot += MAX_RULES - (slot % MAX_RULES);
      return entry.splits.map((split) => this.rule(entry, split, slot++));
    });
  }

  public addModel(pool: IModelPool, options: AddModelOptions): void {
    const { match = RequestMatch.MODEL_NAME } = options;
    const traffic = this.trafficOf(options);
    const entry = modelEntry(pool, match, traffic);
    this.checkPaths(entry);
    this.props.gateway.attachModel({ route: this.attachment, pool, match });
    this.admit(entry);
    this.addEntry(entry);
  }

  /** Both pools stay open to the gateway at any share, so that turning it changes rules only and cuts no answer. */
  public addCanary(canary: Canary, options: AddModelOptions): void {
    const { match = RequestMatch.MODEL_NAME } = options;
    checkCanary(canary);
    const { severalPoolsInOneRule } = Cluster.of(this.scope).provider;
    const entry = canaryEntry(canary, match, this.trafficOf(options), severalPoolsInOneRule);
    this.checkPaths(entry);
    this.props.gateway.attachModel({ route: this.attachment, pool: canary.stable, canary: canary.canary, match });
    this.admit(entry);
    warnOfEmptyShare(this.scope, canary);
    this.addEntry(entry);
  }

  public addService(service: IModelService, options: AddServiceOptions): void {
    const { trafficClass = this.props.trafficClass } = options;
    this.refuseLimit(service);
    const entry = serviceEntry(service, trafficClass, options);
    this.props.gateway.attachService({
      route: this.attachment,
      service,
      match: entry.match,
      longestAnswer: trafficClass.request,
    });
    service.admitRoutes(this.props.namespace);
    this.addEntry(entry);
  }

  public addPath(path: string): void {
    this.paths.add(extraPath(path));
    changed(this.scope);
    for (const entry of this.entries) this.checkPaths(entry);
  }

  private trafficOf({ trafficClass, priority, maxParallel = this.props.maxParallel }: AddModelOptions): Traffic {
    const { route, tenant } = this.attachment;
    return {
      trafficClass: trafficClass ?? this.props.trafficClass,
      priority: priority ?? this.props.priority,
      limit: parallelLimit(route, tenant?.name, maxParallel),
    };
  }

  /** A Service has one address for all tenants. */
  private refuseLimit({ serviceName }: IModelService): void {
    const { maxParallel } = this.props;
    if (maxParallel === undefined) return;
    throw new Error(
      `'maxParallel' (${maxParallel}) of route '${this.attachment.route}' cannot be kept for service '${serviceName}', since it is counted by pool: write it in addModel(pool, { maxParallel: ${maxParallel} }) for each pool instead`,
    );
  }

  private admit({ pools, trafficClass, priority, limit }: RouteEntry): void {
    const { route, namespace, tenant } = this.attachment;
    const { request } = trafficClass;
    for (const pool of pools) {
      pool.admitTraffic({
        route,
        namespace,
        tenant: tenant?.name,
        priority,
        maxParallel: limit?.maxParallel,
        request,
      });
    }
  }

  private addEntry(entry: RouteEntry): void {
    for (const pool of entry.pools) warnOfTools(this.scope, this.props.name, entry.trafficClass, pool);
    this.entries.push(entry);
    changed(this.scope);
    const last = this.rules.at(-1)?.httpRoute;
    while (last !== this.objects.at(-1)?.name) this.addObject();
  }

  private rule(
    { match, modelName, trafficClass, priority, limit, ...entry }: RouteEntry,
    split: Split,
    slot: number,
  ): RouteRule {
    return {
      httpRoute: this.nameOf(Math.floor(slot / MAX_RULES)),
      index: slot % MAX_RULES,
      match,
      modelName,
      paths: this.pathsOf(entry),
      trafficClass,
      priority,
      maxParallel: limit?.maxParallel,
      ...split,
    };
  }

  private checkPaths(entry: RouteEntry): void {
    const paths = this.pathsOf(entry);
    checkRetries(`model '${entry.modelName}'`, entry.trafficClass, paths);
    if (paths.length <= MAX_PATHS) return;
    throw new Error(
      `'path' (${paths.at(-1)}) is path ${paths.length} of model '${entry.modelName}', but ${MAX_PATHS} fit into one HTTPRoute of Gateway API: make a second route for it`,
    );
  }

  private addObject(): void {
    const index = this.objects.length;
    const name = this.nameOf(index);
    this.objects.push(
      render(this.scope, index === 0 ? 'Resource' : `Resource-${index + 1}`, {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        name,
        spec: Lazy.any({ produce: () => toJson_HttpRouteSpec(this.spec(name)) }),
      }),
    );
  }

  private nameOf(index: number): string {
    return index === 0 ? this.props.name : `${this.props.name}-${index + 1}`;
  }

  private spec(name: string): HttpRouteSpec {
    const { gateway, hostnames, namespace } = this.props;
    const place = { namespace, modelHeader: gateway.modelHeader };
    return {
      parentRefs: this.sections.map((sectionName) => ({
        group: 'gateway.networking.k8s.io',
        kind: 'Gateway',
        name: gateway.gatewayName,
        namespace: gateway.namespace,
        sectionName,
      })),
      hostnames: optional(hostnames),
      rules: this.rules.filter(({ httpRoute }) => httpRoute === name).map((rule) => httpRule(rule, place)),
    };
  }

  private pathsOf({ pools, servicePaths }: Pick<RouteEntry, 'pools' | 'servicePaths'>): string[] {
    const [pool] = pools;
    return pool === undefined ? servicePaths : [...new Set([...defaultPaths(pool.task), ...this.paths])];
  }
}

function checkHostnames(hostnames: string[]): void {
  const twice = hostnames.find((host, index) => hostnames.indexOf(host) !== index);
  if (twice !== undefined) throw new Error(`'hostnames' has '${twice}' twice: leave one out`);
  if (hostnames.length > MAX_HOSTNAMES) {
    throw new Error(
      `'hostnames' has ${hostnames.length} hostnames, but ${MAX_HOSTNAMES} fit into one HTTPRoute of Gateway API: make a second route for the others`,
    );
  }
}
