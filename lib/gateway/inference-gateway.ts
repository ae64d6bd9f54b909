import { type ApiObject, Lazy, Size, SizeRoundingBehavior } from 'cdk8s';
import { Construct } from 'constructs';
import { toJson_GatewaySpec } from '../../imports/gateway-api';
import type { AccessLog } from '../audit/access-log';
import { changed } from '../checks/synthesis';
import { validateAtSynth } from '../checks/validation';
import { Cluster } from '../cluster';
import { Authentication } from '../identity/authentication';
import { DoorLimits } from '../limits/door-limits';
import type { RateLimiter } from '../limits/rate-limiter';
import type { ProxyPods } from '../models/model-pool-protocol';
import { Namespaces } from '../namespaces';
import { GatewayWalls } from '../network/gateway-walls';
import type { PodSettings } from '../pods/pod-settings';
import { GATEWAY_NAME } from '../private/labels';
import { type Json, mergeByKey } from '../private/merge';
import { dnsLabel } from '../private/names';
import { wholeNumber } from '../private/numbers';
import { namespaceOf, render } from '../private/object';
import { warn } from '../private/warnings';
import type { IRouteRules } from '../tenants/route-rule';
import { BODY_ROUTER_PORT, BodyRouter } from './body-router';
import { ExistingGateway, type ExistingGatewayProps } from './existing-gateway';
import { Exposure } from './exposure';
import { HostnameReservation } from './hostname-reservation';
import { httpsRedirect } from './https-redirect';
import type {
  IInferenceGateway,
  ModelAttachment,
  RouteAttachment,
  ServiceAttachment,
} from './inference-gateway-protocol';
import { Listener } from './listener';
import { HTTP_PORT, ListenerTable } from './listener-table';
import { BASE_MODEL_HEADER } from './reserved-headers';
import { RouteClaims } from './route-claims';
import { routeSettings } from './route-settings';
import { RoutedModels } from './routed-models';
import { TenantBudgets } from './tenant-budgets';
import { TenantTable } from './tenant-table';

/** Who reaches a gateway, and how. */
export interface InferenceGatewayProps {
  /**
   * Who can reach it.
   * @default Exposure.cluster()
   */
  readonly exposure?: Exposure;
  /**
   * Hostnames and ports.
   * @default - [Listener.http()]
   */
  readonly listeners?: Listener[];
  /**
   * How it knows who sends a request; must be named where the exposure is public.
   * @default - none, which only a gateway that is not public allows
   */
  readonly authentication?: Authentication;
  /**
   * Bounds on what it takes from anybody: how fast, how many headers, how slowly.
   * @default - DoorLimits.of({})
   */
  readonly doorLimits?: DoorLimits;
  /**
   * Largest request body: larger ones are refused with 413, those without a Content-Length with 411. Pickers need 14
   * times the bytes of all bodies in flight.
   * @default Size.mebibytes(10)
   */
  readonly maxBodySize?: Size;
  /**
   * What counts the requests of all proxies together, in the gateway's namespace: exact budgets of tenants need it.
   * @default - none: tenants may have budgets per replica
   */
  readonly rateLimiter?: RateLimiter;
  /**
   * What it writes of every request.
   * @default AccessLog.json()
   */
  readonly accessLog?: AccessLog;
  /**
   * Whether the API server refuses routes that use a hostname or a listener of another namespace. That takes a policy for
   * the whole cluster: without the right to make one, write false, and have somebody who has it apply such a policy.
   * @default true
   */
  readonly reserveHostnames?: boolean;
  /**
   * Number of proxies.
   * @default 2
   */
  readonly replicas?: number;
  /**
   * What the body router's pods have besides: variables, containers, labels, priority and the like. The proxies' pods are
   * changed by `overlayProxyDeployment`.
   * @default - nothing
   */
  readonly bodyRouterPods?: PodSettings;
  /**
   * Name of the Gateway.
   * @default - the construct's id
   */
  readonly name?: string;
}

/** Proxies are given this long for connections that no model answers. */
const SHORTEST_GRACE_SECONDS = 60;
const PRE_STOP_SECONDS = 5;
const MARGIN_SECONDS = 25;

/**
 * One address for all models: Gateway with its listeners, body-based router, header hygiene, body limit,
 * `GET /v1/models`, and the walls around proxies and router. Its listeners admit HTTPRoutes only: an API over gRPC needs
 * a Gateway, or at least a listener and a hostname, of its own.
 *
 * @throws if a public gateway has no `authentication`, or if a property is out of its range
 */
export class InferenceGateway extends Construct implements IInferenceGateway {
  /**
   * A Gateway that somebody else owns. Nothing of it is rendered: what its owner must add is printed at synth, and stands
   * in `Requirements.of(app)`. The owner answers `GET /v1/models` too, and keeps clients from sending headers that router
   * and picker trust (`x-gateway-*`).
   *
   * @throws if a name, hostname or port cannot be one
   */
  public static fromExisting(scope: Construct, id: string, props: ExistingGatewayProps): IInferenceGateway {
    return new ExistingGateway(scope, id, props);
  }

  public readonly gatewayName: string;
  public readonly namespace: string;
  public readonly modelHeader?: string = BASE_MODEL_HEADER;
  public readonly podLabels: { [key: string]: string };
  /** Who can reach it. */
  public readonly exposure: Exposure;
  /** How it knows who sends a request. */
  public readonly authentication: Authentication;
  /** Largest request body. */
  public readonly maxBodySize: Size;
  /** Gateway. */
  public readonly gateway: ApiObject;
  /** ConfigMap with the overlays of the proxies' Deployment, Service and PodDisruptionBudget. */
  public readonly proxyParameters: ApiObject;
  /** Body-based router with its objects. */
  public readonly bodyRouter: BodyRouter;
  /** Header hygiene, body limit and body router in the proxies, in that order. */
  public readonly requestFilters: ApiObject;
  /** Who may ask what, where there is authentication: the policies of the gateway implementation. */
  public readonly callerPolicies: ApiObject[];
  /** Has the proxies write the access log, unless there is none. */
  public readonly accessLog?: ApiObject;
  /** Answers `GET /v1/models`. */
  public readonly modelsList: ApiObject;
  /** Redirects HTTP to HTTPS, if there is HTTPS. */
  public readonly httpsRedirect?: ApiObject;
  /**
   * ValidatingAdmissionPolicy `hostnames.<gateway>.<namespace>`, which refuses routes with a hostname or on a listener that
   * the Gateway leaves to another namespace; unless `reserveHostnames` is false.
   */
  public readonly hostnamePolicy?: ApiObject;
  /** What puts the policy of the hostnames in force, if there is one. */
  public readonly hostnamePolicyBinding?: ApiObject;
  /** NetworkPolicy of the proxies. */
  public readonly proxyPolicy: ApiObject;
  /** NetworkPolicy of the body router. */
  public readonly routerPolicy: ApiObject;

  private readonly listeners: ListenerTable;
  private readonly models: RoutedModels;
  private readonly claims: RouteClaims;
  private readonly tenants: TenantTable;
  private readonly budgets: TenantBudgets;
  private readonly keysSecret?: string;
  private proxyOverlay: Json = {};

  constructor(scope: Construct, id: string, props: InferenceGatewayProps = {}) {
    super(Namespaces._before(scope), id);
    const { provider } = Cluster.of(this);
    const exposure = props.exposure ?? Exposure.cluster();
    this.exposure = exposure;
    this.authentication = props.authentication ?? Authentication.none();
    this.maxBodySize = props.maxBodySize ?? Size.mebibytes(10);
    // The longer of the names that others are derived from: the redirect's, and the proxies' own.
    const suffix = ['-https-redirect', provider.proxyName('')].sort((a, b) => b.length - a.length)[0];
    this.gatewayName = dnsLabel('name', props.name ?? id, suffix);
    checkAuthentication(this, exposure, props.authentication);
    this.listeners = new ListenerTable(this.gatewayName, props.listeners ?? [Listener.http()], exposure.outside);
    this.models = new RoutedModels(this.gatewayName, this.listeners);
    this.claims = new RouteClaims(this.listeners);
    const ways = this.authentication._ways;
    const keys = ways.find((way) => way.kind === 'apiKeys');
    if (keys !== undefined) this.keysSecret = keys.secretName ?? `${this.gatewayName}-api-keys`;
    this.tenants = new TenantTable(this.listeners);
    this.budgets = new TenantBudgets(this.gatewayName, this.tenants, props.rateLimiter);
    validateAtSynth(this, () => [
      ...this.claims.conflicts(),
      ...this.models.missingAdapters,
      ...this.budgets.divided,
      ...this.budgets.unoffered(this.models),
    ]);
    const replicas = wholeNumber('replicas', props.replicas ?? 2, 1, 100, 'write 2');
    const annotations = this.listeners.annotations;
    this.namespace = namespaceOf(this);
    this.podLabels = { [GATEWAY_NAME]: this.gatewayName };
    props.rateLimiter?._serve(this.proxyPods, () => this.budgets.exact);

    if (props.reserveHostnames ?? true) {
      const reservation = new HostnameReservation(this, 'Hostnames', {
        gatewayName: this.gatewayName,
        namespace: this.namespace,
      });
      this.hostnamePolicy = reservation.policy;
      this.hostnamePolicyBinding = reservation.binding;
    }
    this.bodyRouter = new BodyRouter(this, 'BodyRouter', {
      gatewayName: this.gatewayName,
      namespace: this.namespace,
      pods: props.bodyRouterPods,
    });
    this.proxyParameters = render(this, 'ProxyParameters', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: `${this.gatewayName}-proxy`,
      data: Lazy.any({ produce: () => this.renderProxyParameters(replicas, exposure) }),
    });
    this.gateway = render(this, 'Resource', {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      name: this.gatewayName,
      annotations,
      spec: Lazy.any({ produce: () => this.renderGateway(exposure) }),
    });
    if (this.listeners.https) this.httpsRedirect = httpsRedirect(this, this.gatewayName, this.namespace);
    const maxBodyBytes = bodyBytes(this.maxBodySize);
    const door = (props.doorLimits ?? DoorLimits.of({}))._door(maxBodyBytes);
    this.requestFilters = provider._renderer.requestFilters(
      this,
      'RequestFilters',
      `${this.gatewayName}-request-filters`,
      this.gatewayName,
      () => ({
        door,
        ways,
        picked: this.models.pools.length > 0,
        maxBodyBytes,
        bodyRouterHost: this.bodyRouter.host,
        bodyRouterPort: BODY_ROUTER_PORT,
        hosts: this.tenants.hosts,
        budgets: this.budgets.render(),
        ...routeSettings(this.claims.rules),
      }),
    );
    this.callerPolicies =
      ways.length === 0
        ? []
        : provider._renderer.callerPolicies(this, `${this.gatewayName}-callers`, this.gatewayName, () => ({
            ways,
            hosts: this.tenants.hosts,
            redirectPort: this.listeners.https ? HTTP_PORT : undefined,
          }));
    const log = `${this.gatewayName}-access-log`;
    if (props.accessLog?.name !== 'none') {
      this.accessLog = provider._renderer.accessLog(this, 'AccessLog', log, this.gatewayName);
    }
    this.modelsList = provider._renderer.modelsList(
      this,
      'ModelsList',
      `${this.gatewayName}-models-list`,
      this.gatewayName,
      () => this.models.lists,
    );
    const walls = new GatewayWalls(this, 'Walls', {
      gatewayName: this.gatewayName,
      namespace: this.namespace,
      proxyLabels: this.podLabels,
      proxyPorts: this.listenerPorts,
      outside: exposure.outside,
      routerName: this.bodyRouter.service.name,
      routerLabels: this.bodyRouter.podLabels,
      routerPort: BODY_ROUTER_PORT,
      limiter: props.rateLimiter,
      pools: () => this.models.pools,
      services: () => this.models.services,
      authorizer: ways.find((way) => way.kind === 'external'),
    });
    this.proxyPolicy = walls.proxyPolicy;
    this.routerPolicy = walls.routerPolicy;
  }

  public get listenerPorts(): number[] {
    return this.listeners.ports;
  }

  /** Hostnames that routes may use; `*` for any. */
  public get hostnames(): string[] {
    return this.listeners.hostnames;
  }

  /** Whether clients talk HTTPS. */
  public get https(): boolean {
    return this.listeners.https;
  }

  public attachRoute(route: RouteAttachment): string[] {
    const sections = this.listeners.attach(route);
    this.tenants.add(route);
    this.budgets.add(route);
    return sections;
  }

  public attachRules(route: RouteAttachment, rules: IRouteRules): void {
    this.claims.add(route, rules);
  }

  public attachModel(model: ModelAttachment): void {
    const { pool, canary } = model;
    if (this.models.addPool(model)) this.routeModel(pool.modelName);
    for (const one of canary === undefined ? [pool] : [pool, canary]) one.admitProxies(this.proxyPods);
  }

  public attachService(service: ServiceAttachment): void {
    const { modelName } = service.service;
    if (this.models.addService(service) && modelName !== undefined) this.routeModel(modelName);
    service.service.admitProxies(this.proxyPods);
  }

  private routeModel(modelName: string): void {
    this.bodyRouter._addModel(modelName, () => this.models.adaptersOf(modelName));
  }

  /**
   * Changes fields of the proxies' Deployment, which the gateway implementation makes: objects are merged field by
   * field, lists of named items by their names.
   *
   * @param fields such as `{ spec: { template: { spec: { priorityClassName: 'high' } } } }`
   */
  public overlayProxyDeployment(fields: { [field: string]: unknown }): void {
    this.proxyOverlay = mergeByKey(this.proxyOverlay, fields);
    changed(this);
  }

  private get proxyPods(): ProxyPods {
    const { gatewayName, namespace, podLabels } = this;
    return { gatewayName, namespace, podLabels };
  }

  private renderProxyParameters(replicas: number, exposure: Exposure): Record<string, string> {
    const longest = this.models.longestGeneration.toSeconds();
    return Cluster.of(this).provider._renderer.proxyParameters(
      {
        replicas,
        // No proxy may end before the streams that pass through it.
        gracePeriodSeconds: Math.max(SHORTEST_GRACE_SECONDS, PRE_STOP_SECONDS + longest + MARGIN_SECONDS),
        longestGenerationSeconds: longest,
        serviceType: exposure.outside ? 'LoadBalancer' : 'ClusterIP',
        keysSecret: this.keysSecret,
      },
      this.proxyOverlay,
    );
  }

  private renderGateway(exposure: Exposure) {
    const annotations = exposure.annotations(this.listenerPorts);
    return toJson_GatewaySpec({
      gatewayClassName: Cluster.of(this).provider.gatewayClassName,
      infrastructure: {
        annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
        parametersRef: { group: '', kind: 'ConfigMap', name: this.proxyParameters.name },
      },
      listeners: this.listeners.render(),
    });
  }
}

function checkAuthentication(scope: Construct, exposure: Exposure, authentication?: Authentication): void {
  if (exposure.name !== 'public') return;
  if (authentication === undefined) {
    throw new Error(
      "'authentication' is missing, but the gateway is public: write Authentication.none() if everybody may use the models, or choose Exposure.internal()",
    );
  }
  if (authentication.name === 'none') {
    warn(
      scope,
      `gateway '${scope.node.path}' is public and without authentication: everybody who finds its address may use its models`,
    );
  }
}

function bodyBytes(size: Size): number {
  const bytes = Math.round(size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024);
  return wholeNumber('maxBodySize', bytes, 1024, 1024 ** 3, 'write Size.mebibytes(10)');
}
