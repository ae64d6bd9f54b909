import { textAt } from './fields';
import type { Gateway } from './gateway';
import type { Graph } from './graph';

const ISTIO_CONTROLLER = 'istio.io/gateway-controller';

/** Whether Istio implements a Gateway: by its GatewayClass, or by the name that Istio gives to its own. */
export function isIstio(graph: Graph, { className }: Gateway): boolean {
  const gatewayClass = graph.find('GatewayClass', '', className);
  if (gatewayClass !== undefined) return textAt(gatewayClass.json, 'spec', 'controllerName') === ISTIO_CONTROLLER;
  return className === 'istio';
}
