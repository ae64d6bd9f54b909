import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Namespaces } from '../namespaces';
import { serviceWalls } from '../network/service-walls';
import { dnsLabel } from '../private/names';
import { wholeNumber } from '../private/numbers';
import { namespaceOf } from '../private/object';
import { referenceGrant } from '../tenants/reference-grant';
import { ExistingBackend } from './existing-backend';
import { modelName } from './model';
import type { ProxyPods } from './model-pool-protocol';
import type { IModelService } from './model-service-protocol';

/** A Service that somebody else renders, and the pods behind it. */
export interface ModelServiceProps {
  /** Port of the Service. */
  readonly port: number;
  /** Labels of the pods behind it. */
  readonly podLabels: { [key: string]: string };
  /**
   * Port of the pods.
   * @default - the Service's
   */
  readonly targetPort?: number;
  /**
   * Name that clients put into `model`: requests with that name are led here, by the body router.
   * @default - none: every request for the paths of its rule is led here, without the body router
   */
  readonly modelName?: string;
  /**
   * Name of the Service.
   * @default - the construct's id
   */
  readonly name?: string;
}

/** A Service in a namespace of another owner. */
export interface ExistingModelServiceProps extends ModelServiceProps {
  /** Namespace of the Service. */
  readonly namespace: string;
  /**
   * Whether NetworkPolicies isolate its pods. Only then its owner is asked for a further one: the first policy of a pod
   * closes all that it does not allow.
   */
  readonly isolated: boolean;
}

const NAME_SUFFIX = '-service';

/**
 * A Service in place of a pool: a router of the tenant's own, or a model server without endpoint picker. Requests are
 * spread over its pods one by one. Where it has a `modelName`, bodies arrive chunked, since the body router read them. Renders its walls and grants; the Service and its pods are yours.
 *
 * @throws if a port, name or label is missing or out of its range
 */
export class ModelService extends Construct implements IModelService {
  /**
   * A Service whose namespace belongs to somebody else: nothing is rendered there. What its owner must add is printed at
   * synth (see `Requirements`).
   *
   * @throws if a port, name or label is missing or out of its range
   */
  public static fromExisting(scope: Construct, id: string, props: ExistingModelServiceProps): IModelService {
    return new ExistingModelService(scope, id, props);
  }

  public readonly serviceName: string;
  public readonly namespace: string;
  public readonly port: number;
  public readonly targetPort: number;
  public readonly podLabels: { [key: string]: string };
  public readonly modelName?: string;
  private readonly proxies = new Map<string, ProxyPods>();
  private readonly grants = new Map<string, ApiObject>();
  private wall?: ApiObject;

  constructor(scope: Construct, id: string, props: ModelServiceProps) {
    super(Namespaces._before(scope), id);
    this.namespace = namespaceOf(this);
    const checked = checkedProps(id, props);
    this.serviceName = checked.name;
    this.port = checked.port;
    this.targetPort = checked.targetPort;
    this.podLabels = checked.podLabels;
    this.modelName = checked.modelName;
  }

  /** NetworkPolicy that lets gateways in, once a route uses the Service. */
  public get policy(): ApiObject | undefined {
    return this.wall;
  }

  /** ReferenceGrants of the Service: one for each other namespace whose routes use it. */
  public get referenceGrants(): ApiObject[] {
    return [...this.grants.values()];
  }

  public admitProxies(proxies: ProxyPods): void {
    this.proxies.set(`${proxies.namespace}/${proxies.gatewayName}`, proxies);
    this.wall ??= serviceWalls(this, {
      name: `${this.serviceName}${NAME_SUFFIX}`,
      podLabels: this.podLabels,
      port: this.targetPort,
      proxies: () => [...this.proxies.values()],
    });
  }

  public admitRoutes(namespace: string): void {
    if (namespace === this.namespace || this.grants.has(namespace)) return;
    const grant = { serviceName: this.serviceName, routeNamespace: namespace };
    this.grants.set(namespace, referenceGrant(this, `Grant-${namespace}`, grant));
  }
}

/** A Service of another owner, and what its owner must add. */
class ExistingModelService extends Construct implements IModelService {
  public readonly serviceName: string;
  public readonly namespace: string;
  public readonly port: number;
  public readonly targetPort: number;
  public readonly podLabels: { [key: string]: string };
  public readonly modelName?: string;
  private readonly backend: ExistingBackend;

  constructor(scope: Construct, id: string, props: ExistingModelServiceProps) {
    super(scope, id);
    const checked = checkedProps(id, props);
    this.namespace = dnsLabel('namespace', props.namespace);
    this.serviceName = checked.name;
    this.port = checked.port;
    this.targetPort = checked.targetPort;
    this.podLabels = checked.podLabels;
    this.modelName = checked.modelName;
    this.backend = new ExistingBackend(this, {
      kind: 'Service',
      name: this.serviceName,
      namespace: this.namespace,
      words: `Service '${this.serviceName}'`,
      isolated: props.isolated,
      pods: [
        {
          name: this.serviceName,
          labels: this.podLabels,
          port: this.targetPort,
          words: `the pods of Service '${this.serviceName}'`,
        },
      ],
      grants: (routeNamespace) => [{ serviceName: this.serviceName, routeNamespace }],
    });
  }

  public admitProxies(proxies: ProxyPods): void {
    this.backend.admitProxies(proxies);
  }

  public admitRoutes(namespace: string): void {
    this.backend.admitRoutes(namespace);
  }
}

function checkedProps(id: string, props: ModelServiceProps) {
  const name = dnsLabel('name', props.name ?? id, NAME_SUFFIX);
  const port = wholeNumber('port', props.port, 1, 65_535, 'write the port of the Service');
  if (Object.keys(props.podLabels).length === 0) {
    throw new Error(
      `'podLabels' of service '${name}' is empty, which would open every pod of its namespace: write the labels of its pods`,
    );
  }
  return {
    name,
    port,
    targetPort: wholeNumber('targetPort', props.targetPort ?? port, 1, 65_535, 'write the port of its pods'),
    podLabels: { ...props.podLabels },
    modelName: props.modelName === undefined ? undefined : modelName('modelName', props.modelName),
  };
}
