import { Construct } from 'constructs';
import { Namespaces } from '../namespaces';
import { pods, policyManifest, tcp } from '../network/network-policy';
import { GATEWAY_NAME } from '../private/labels';
import { dnsLabel, dnsSubdomain } from '../private/names';
import { type _Requirement, Requirements } from '../requirements';
import { type ExistingListener, ExistingListeners } from './existing-listeners';
import type { IInferenceGateway, ModelAttachment, RouteAttachment } from './inference-gateway-protocol';
import { namespaceSelector } from './listener-table';
import { ModelHeader } from './model-header';
import { checkSlug, mappingData, modelMapping, modelSlug } from './model-mapping';
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
  private readonly isolated: boolean;
  private readonly header: ModelHeader;
  private readonly listeners: ExistingListeners;
  private readonly models: RoutedModels;
  private readonly slugs = new Map<string, string>();

  constructor(scope: Construct, id: string, props: ExistingGatewayProps) {
    super(scope, id);
    this.gatewayName = dnsSubdomain('name', props.name);
    this.namespace = dnsLabel('namespace', props.namespace);
    this.isolated = props.isolated;
    this.header = props.modelHeader ?? ModelHeader.baseModel();
    this.modelHeader = this.header.name;
    this.podLabels = props.podLabels ?? { [GATEWAY_NAME]: props.name };
    this.listeners = new ExistingListeners(this.gatewayName, props.listeners);
    this.models = new RoutedModels(this.gatewayName, this.listeners);
    this.node.addValidation({ validate: () => [...this.models.clashes, ...this.unreachableAdapters()] });
    Requirements._add(this, () => [...this.admission(), ...this.mappings(), ...this.walls()]);
  }

  public get listenerPorts(): number[] {
    return this.listeners.ports;
  }

  public attachRoute(route: RouteAttachment): string[] {
    const listeners = this.listeners.attach(route);
    const namespaces = Namespaces.of(this);
    for (const { namespaceLabels } of listeners) {
      if (namespaceLabels !== undefined && !namespaces._isExisting(route.namespace)) {
        namespaces.label(route.namespace, namespaceLabels);
      }
    }
    return listeners.map(({ name }) => name);
  }

  public attachModel(model: ModelAttachment): void {
    const { modelName } = model.pool;
    if (this.models.add(model) && this.header.mapped) {
      checkSlug(modelName, this.slugs.get(modelSlug(modelName)));
      this.slugs.set(modelSlug(modelName), modelName);
    }
    this.checkOneModel(model.route);
    const { gatewayName, namespace, podLabels } = this;
    model.pool.admitProxies({ gatewayName, namespace, podLabels });
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

  /** Listeners that admit the namespaces of routes, or namespaces that carry what listeners admit. */
  private admission(): _Requirement[] {
    const unlabelled = this.listeners.used.filter(({ existing }) => existing.namespaceLabels === undefined);
    const gateway: _Requirement = {
      namespace: this.namespace,
      why: `listeners of Gateway '${this.gatewayName}' admit the namespaces of routes; where this conflicts, add them to what is admitted already`,
      object: {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        name: this.gatewayName,
        spec: {
          listeners: unlabelled.map(({ existing, namespaces }) => ({
            name: existing.name,
            allowedRoutes: { namespaces: { from: 'Selector', selector: namespaceSelector(namespaces) } },
          })),
        },
      },
    };
    return [...(unlabelled.length === 0 ? [] : [gateway]), ...this.namespaceLabels()];
  }

  private namespaceLabels(): _Requirement[] {
    return this.listeners.used.flatMap(({ existing, namespaces }) =>
      namespaces
        .filter((namespace) => existing.namespaceLabels !== undefined && Namespaces.of(this)._isExisting(namespace))
        .map((namespace) => ({
          namespace,
          why: `listener '${existing.name}' of Gateway '${this.namespace}/${this.gatewayName}' admits routes of namespaces with these labels`,
          object: { apiVersion: 'v1', kind: 'Namespace', name: namespace, labels: existing.namespaceLabels },
        })),
    );
  }

  private mappings(): _Requirement[] {
    return [...this.slugs.values()].map((modelName) => ({
      namespace: this.namespace,
      why: `the body router of Gateway '${this.gatewayName}' knows model '${modelName}'`,
      object: modelMapping(this.gatewayName, modelName, mappingData(modelName, this.models.adaptersOf(modelName))),
    }));
  }

  /** Ways from clients to the proxies, and from the proxies to the pools. */
  private walls(): _Requirement[] {
    if (!this.isolated) return [];
    const { gatewayName, namespace, podLabels } = this;
    const clients = this.listeners.namespaces.map((client) => ({
      namespace,
      why: `pods of namespace '${client}' reach the proxies`,
      object: policyManifest({
        name: `${gatewayName}-from-${client}`,
        podLabels,
        ingress: [{ from: [pods(client)], ports: tcp(...this.listenerPorts) }],
      }),
    }));
    const pools = this.models.pools.map((pool) => ({
      namespace,
      why: `the proxies reach endpoint picker and model servers of pool '${pool.namespace}/${pool.poolName}'`,
      object: policyManifest({
        name: `${gatewayName}-to-${pool.namespace}-${pool.poolName}`,
        podLabels,
        egress: [
          { to: [pods(pool.namespace, pool.pickerPodLabels)], ports: tcp(pool.pickerPort) },
          { to: [pods(pool.namespace, pool.podLabels)], ports: tcp(pool.targetPort) },
        ],
      }),
    }));
    return [...clients, ...pools];
  }
}
