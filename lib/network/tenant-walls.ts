import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IInferenceGateway } from '../gateway/inference-gateway-protocol';
import { dns, networkPolicy, pods, tcp } from './network-policy';

/** The pods of a tenant's namespace reach DNS and the gateway; anything more is the tenant's own policy. */
export function tenantWalls(scope: Construct, name: string, gateway: IInferenceGateway): ApiObject {
  return networkPolicy(scope, 'Walls', {
    name: `${name}-to-gateway`,
    podLabels: {},
    ingress: () => [],
    egress: () => [
      dns(scope),
      { to: [pods(gateway.namespace, gateway.podLabels)], ports: tcp(...gateway.listenerPorts) },
    ],
  });
}
