import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { ProxyPods } from '../models/model-pool-protocol';
import { apiServer, type Egress, networkPolicy, pods, tcp } from './network-policy';

/** The pods of a pool and what they need to reach. */
export interface ModelWallsProps {
  readonly name: string;
  readonly namespace: string;
  readonly serverLabels: Record<string, string>;
  readonly serverPort: number;
  /** Known only once all adapters are. */
  readonly serverEgress: () => Egress[];
  readonly pickerName: string;
  readonly pickerLabels: Record<string, string>;
  readonly pickerPort: number;
  /** Proxies that were let in, known only once all routes are. */
  readonly proxies: () => ProxyPods[];
}

/**
 * Walls around a pool: only its gateways and its picker reach the model servers, only its gateways reach the picker, and
 * the model servers reach nothing but the source of their weights.
 */
export class ModelWalls extends Construct {
  public readonly serverPolicy: ApiObject;
  public readonly pickerPolicy: ApiObject;

  constructor(scope: Construct, id: string, props: ModelWallsProps) {
    super(scope, id);
    const gateways = () => props.proxies().map(({ namespace, podLabels }) => pods(namespace, podLabels));
    const picker = pods(props.namespace, props.pickerLabels);
    const apiServerEgress = apiServer(this);
    this.serverPolicy = networkPolicy(this, 'Server', {
      name: props.name,
      podLabels: props.serverLabels,
      ingress: () => [{ from: [picker, ...gateways()], ports: tcp(props.serverPort) }],
      egress: props.serverEgress,
    });
    this.pickerPolicy = networkPolicy(this, 'Picker', {
      name: props.pickerName,
      podLabels: props.pickerLabels,
      // An ingress rule without peers would let everybody in.
      ingress: () => (props.proxies().length === 0 ? [] : [{ from: gateways(), ports: tcp(props.pickerPort) }]),
      egress: () => [
        { to: [pods(props.namespace, props.serverLabels)], ports: tcp(props.serverPort) },
        apiServerEgress,
      ],
    });
  }
}
