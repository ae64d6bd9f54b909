import { Construct } from 'constructs';
import { declareExisting } from '../checks/tree';
import { validateAtSynth } from '../checks/validation';
import type { ProxyPods } from '../models/model-pool-protocol';
import { Namespaces } from '../namespaces';
import { GATEWAY_NAME } from '../private/labels';
import { dnsLabel, dnsSubdomain } from '../private/names';
import { Requirements } from '../requirements';
import type { IRouteRules } from '../tenants/route-rule';
import { type ExistingListener, ExistingListeners } from './existing-listeners';
import { admission, mappings, walls } from './gateway-requirements';
import type {
  IInferenceGateway,
  ModelAttachment,
  RouteAttachment,
  ServiceAttachment,
} from './inference-gateway-protocol';
import { ModelHeader } from './model-header';
import { checkSlug, modelSlug } from './model-mapping';
import { RouteClaims } from './route-claims';
import { RoutedModels } from './routed-models';

/** A Gateway that somebody else owns. */
export interface ExistingGatewayProps {
  /** Name of the Gateway. */
  readonly name: string;
  /** Namespace of the Gateway and its proxies. */
  readonly namespace: string;
  /** Listeners that routes may use. */
  readonly listeners: ExistingListener[];
  /**
   * Whether NetworkPolicies isolate its proxies. Only then its owner is asked for further ones: the first policy of a pod
   * closes all that it does not allow.
   */
  readonly isolated: boolean;
  /**
   * Labels of the proxies' pods.
   * @default - `gateway.networking.k8s.io/gateway-name` with the Gateway's name
   */
  readonly podLabels?: { [key: string]: string };
  /**
   * How it tells models apart.
   * @default ModelHeader.baseModel()
   */
  readonly modelHeader?: ModelHeader;
}

/** A Gateway that somebody else owns, and what its owner must add. */
export class ExistingGateway extends Construct implements IInferenceGateway {
  public readonly gatewayName: string;
  public readonly namespace: string;
  public readonly modelHeader?: string;
  public readonly podLabels: { [key: string]: string };
  private readonly header: ModelHeader;
  private readonly listeners: ExistingListeners;
  private readonly models: RoutedModels;
  private readonly claims: RouteClaims;
  private readonly slugs = new Map<string, string>();

  constructor(scope: Construct, id: string, props: ExistingGatewayProps) {
    super(scope, id);
    this.gatewayName = dnsSubdomain('name', props.name);
    this.namespace = dnsLabel('namespace', props.namespace);
    this.header = props.modelHeader ?? ModelHeader.baseModel();
    this.modelHeader = this.header.name;
    this.podLabels = props.podLabels ?? { [GATEWAY_NAME]: props.name };
    this.listeners = new ExistingListeners(this.gatewayName, props.listeners);
    this.models = new RoutedModels(this.gatewayName, this.listeners);
    this.claims = new RouteClaims(this.listeners);
    validateAtSynth(this, () => [
      ...this.claims.conflicts(),
      ...this.models.sharedNames,
      ...this.models.missingAdapters,
      ...this.unreachableAdapters(),
    ]);
    const place = this.proxyPods;
    declareExisting(this, {
      kind: 'Gateway',
      namespace: this.namespace,
      name: this.gatewayName,
      podLabels: this.podLabels,
    });
    const isExisting = (namespace: string) => Namespaces.of(this)._isExisting(namespace);
    Requirements._add(this, () => [
      ...admission(place, this.listeners.used, isExisting),
      ...mappings(place, this.models, [...this.slugs.values()]),
      ...(props.isolated ? walls(place, this.listeners, this.models) : []),
    ]);
  }

  public get listenerPorts(): number[] {
    return this.listeners.ports;
  }

  public attachRoute(route: RouteAttachment): string[] {
    refuseBudgets(this.gatewayName, route);
    const listeners = this.listeners.attach(route);
    const namespaces = Namespaces.of(this);
    for (const { namespaceLabels } of listeners) {
      if (namespaceLabels !== undefined && !namespaces._isExisting(route.namespace)) {
        namespaces.label(route.namespace, namespaceLabels);
      }
    }
    return listeners.map(({ name }) => name);
  }

  public attachRules(route: RouteAttachment, rules: IRouteRules): void {
    this.claims.add(route, rules);
    validateAtSynth(this, () => this.unsupported(route, rules));
  }

  public attachModel(model: ModelAttachment): void {
    const { pool, canary } = model;
    if (this.models.addPool(model)) this.routeModel(pool.modelName);
    this.checkOneModel(model.route);
    for (const one of canary === undefined ? [pool] : [pool, canary]) one.admitProxies(this.proxyPods);
  }

  public attachService(service: ServiceAttachment): void {
    const { modelName } = service.service;
    if (this.models.addService(service) && modelName !== undefined) this.routeModel(modelName);
    this.checkOneModel(service.route);
    service.service.admitProxies(this.proxyPods);
  }

  private get proxyPods(): ProxyPods {
    const { gatewayName, namespace, podLabels } = this;
    return { gatewayName, namespace, podLabels };
  }

  private routeModel(modelName: string): void {
    if (!this.header.mapped) return;
    checkSlug(modelName, this.slugs.get(modelSlug(modelName)));
    this.slugs.set(modelSlug(modelName), modelName);
  }

  /** What needs filters in the proxies, which are their owner's. */
  private unsupported({ route }: RouteAttachment, { rules }: IRouteRules): string[] {
    const own = 'make the gateway with this library to have it';
    return rules.flatMap(({ drawBelow, trafficClass, priority, maxParallel }) => [
      ...(drawBelow === undefined
        ? []
        : [
            `route '${route}' has a canary, whose draw gateway '${this.gatewayName}' of another owner does not make: ${own}`,
          ]),
      ...(priority === undefined
        ? []
        : [
            `'priority' (${priority.name}) of route '${route}' is said to the picker by the proxies, which gateway '${this.gatewayName}' of another owner does not do: ${own}, or leave it out`,
          ]),
      ...(maxParallel === undefined
        ? []
        : [
            `'maxParallel' (${maxParallel}) of route '${route}' is counted by the proxies and answered with 429, which gateway '${this.gatewayName}' of another owner may not do: ${own}, or leave it out`,
          ]),
      ...(trafficClass.retries === 0
        ? []
        : [
            `'retries' (${trafficClass.retries}) of route '${route}' are set in the proxies, which gateway '${this.gatewayName}' of another owner does not do: ${own}, or leave them out`,
          ]),
    ]);
  }

  private checkOneModel({ route }: RouteAttachment): void {
    if (this.modelHeader !== undefined) return;
    const host = this.models.offered.find(({ modelNames }) => modelNames.length > 1);
    if (host === undefined) return;
    throw new Error(
      `'models' of route '${route}' are ${host.modelNames.join(', ')} on '${host.hostname}', but gateway '${this.gatewayName}' does not tell models apart: give each its own hostname`,
    );
  }

  private unreachableAdapters(): string[] {
    if (this.header.mapped || this.modelHeader === undefined) return [];
    return this.models.pools
      .filter(({ adapterNames }) => adapterNames.length > 0)
      .map(
        ({ node, adapterNames }) =>
          `adapter '${adapterNames[0]}' of pool '${node.path}' cannot be reached through gateway '${this.gatewayName}', whose header '${this.modelHeader}' does not name its base model: use ModelHeader.baseModel()`,
      );
  }
}

/** Budgets are kept by the proxies, which are their owner's. */
function refuseBudgets(gateway: string, { route, tenant }: RouteAttachment): void {
  if ((tenant?.budgets ?? []).length === 0) return;
  throw new Error(
    `'budgets' of route '${route}' are counted in the proxies, which gateway '${gateway}' of another owner does not do: make the gateway with this library to have them, or leave them out`,
  );
}
