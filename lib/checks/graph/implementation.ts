import { textAt } from './fields';
import type { Gateway } from './gateway';
import type { Graph } from './graph';

/** Whether Istio's proxies serve a Gateway: by the controller of its class, or by the class that istiod makes. */
export function servedByIstio(graph: Graph, { className }: Gateway): boolean {
  const gatewayClass = graph.find('GatewayClass', '', className);
  if (gatewayClass === undefined) return className === 'istio';
  return textAt(gatewayClass.json, 'spec', 'controllerName') === 'istio.io/gateway-controller';
}

/** Whether Istio is the implementation here: by the Gateways; without any, by objects that only Istio reads. */
export function hasIstio(graph: Graph): boolean {
  if (graph.gateways.length > 0) return graph.gateways.some((gateway) => servedByIstio(graph, gateway));
  return graph.manifests.some(({ group }) => group.endsWith('.istio.io'));
}
