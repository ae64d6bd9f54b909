import { SizeRoundingBehavior } from 'cdk8s';
import { InferenceGateway } from '../gateway/inference-gateway';
import { MAX_LISTENERS } from '../gateway/listener-table';
import type { GatewayTerms } from './page';
import type { Platform } from './tree';

/** What clients of each gateway meet. */
export function gatewayTerms({ gateways, routes }: Platform): GatewayTerms[] {
  return gateways.map((gateway) => {
    const { gatewayName: name, namespace } = gateway;
    if (!(gateway instanceof InferenceGateway)) return { name, namespace, owner: 'others' };
    const taken = new Set(routes.filter((route) => route.gateway === gateway).flatMap(({ hostnames }) => hostnames));
    return {
      name,
      namespace,
      owner: 'this program',
      exposure: gateway.exposure.name,
      https: gateway.https,
      hostnames: gateway.hostnames,
      authentication: gateway.authentication.name,
      maxBodyBytes: gateway.maxBodySize.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024,
      accessLog: gateway.accessLog !== undefined,
      reservedHostnames: gateway.hostnamePolicy !== undefined,
      listeners: `${taken.size} of ${MAX_LISTENERS}`,
    };
  });
}
