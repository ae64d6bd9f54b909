import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster';
import type { ExternalWay } from '../identity/way';
import type { IModelPool } from '../models/model-pool-protocol';
import type { IModelService } from '../models/model-service-protocol';
import { ANY_POD, apiServer, dns, type Egress, networkPolicy, pods, tcp } from './network-policy';

/** The pods of a gateway and what they need to reach. */
export interface GatewayWallsProps {
  readonly gatewayName: string;
  readonly namespace: string;
  readonly proxyLabels: Record<string, string>;
  readonly proxyPorts: number[];
  /** Whether clients outside the cluster come in. */
  readonly outside: boolean;
  readonly routerName: string;
  readonly routerLabels: Record<string, string>;
  readonly routerPort: number;
  /** Pools behind the gateway, known only once all routes are. */
  readonly pools: () => IModelPool[];
  /** Services behind the gateway, known only once all routes are. */
  readonly services: () => IModelService[];
  /** Whom the proxies ask about requests, if anybody. */
  readonly authorizer?: ExternalWay;
}

/**
 * Walls around a gateway: clients reach nothing but its listeners, the proxies nothing but DNS, their control plane, the
 * router, and the pickers, model servers and Services behind them.
 */
export class GatewayWalls extends Construct {
  public readonly proxyPolicy: ApiObject;
  public readonly routerPolicy: ApiObject;

  constructor(scope: Construct, id: string, props: GatewayWallsProps) {
    super(scope, id);
    const { provider } = Cluster.of(this);
    const ports = tcp(...props.proxyPorts);
    this.proxyPolicy = networkPolicy(this, 'Proxies', {
      name: props.gatewayName,
      podLabels: props.proxyLabels,
      ingress: () => [props.outside ? { ports } : { from: [ANY_POD], ports }],
      egress: () => [
        dns(this),
        {
          to: [pods(provider.controlPlaneNamespace, provider.controlPlanePodLabels)],
          ports: tcp(provider.controlPlanePort),
        },
        { to: [pods(props.namespace, props.routerLabels)], ports: tcp(props.routerPort) },
        ...toAuthorizer(props.authorizer),
        ...props.pools().flatMap(toPool),
        ...props.services().map(toService),
      ],
    });
    const apiServerEgress = apiServer(this);
    this.routerPolicy = networkPolicy(this, 'Router', {
      name: props.routerName,
      podLabels: props.routerLabels,
      ingress: () => [{ from: [pods(props.namespace, props.proxyLabels)], ports: tcp(props.routerPort) }],
      egress: () => [apiServerEgress],
    });
  }
}

function toAuthorizer(authorizer: ExternalWay | undefined): Egress[] {
  if (authorizer === undefined) return [];
  return [{ to: [pods(authorizer.namespace, { ...authorizer.podLabels })], ports: tcp(authorizer.port) }];
}

/** The way to the endpoint picker and the model servers of a pool. */
export function toPool(pool: IModelPool): Egress[] {
  return [
    { to: [pods(pool.namespace, pool.pickerPodLabels)], ports: tcp(pool.pickerPort) },
    { to: [pods(pool.namespace, pool.podLabels)], ports: tcp(pool.targetPort) },
  ];
}

/** The way to the pods of a Service. */
export function toService({ namespace, podLabels, targetPort }: IModelService): Egress {
  return { to: [pods(namespace, podLabels)], ports: tcp(targetPort) };
}
