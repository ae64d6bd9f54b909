import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ProxyPods } from '../models/model-pool-protocol';
import { ingressPolicy, pods, tcp } from './network-policy';

/** The pods of a Service and who may reach them. */
export interface ServiceWallsProps {
  readonly name: string;
  readonly podLabels: Record<string, string>;
  readonly port: number;
  /** Proxies that were let in, known only once all routes are. */
  readonly proxies: () => ProxyPods[];
}

/** Lets gateways reach the pods of a Service. What these pods reach themselves is their owner's policy. */
export function serviceWalls(scope: Construct, props: ServiceWallsProps): ApiObject {
  return ingressPolicy(scope, 'Walls', {
    name: props.name,
    podLabels: props.podLabels,
    ingress: () => [
      { from: props.proxies().map(({ namespace, podLabels }) => pods(namespace, podLabels)), ports: tcp(props.port) },
    ],
  });
}
