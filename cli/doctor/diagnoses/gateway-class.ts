import { said, unmet, verdict } from '../conditions';
import type { Diagnosis } from '../diagnosis';
import type { GatewayClass } from '../kinds';

/** A Gateway is of a class that no controller has taken. */
export const gatewayClass: Diagnosis = {
  id: 'gateway-class',
  *diagnose(cluster) {
    if (!cluster.sees('GatewayClass')) return;
    const byClass = new Map(cluster.gateways.map((gateway) => [gateway.spec.gatewayClassName, gateway]));
    for (const [name, gateway] of byClass) {
      const found = cluster.find<GatewayClass>('GatewayClass', { name });
      if (found === undefined) {
        const known = cluster.gatewayClasses.map(({ metadata }) => metadata.name).join(', ') || 'none';
        yield {
          object: gateway,
          message: `is of the class '${name}', which does not exist (there is ${known}), so no controller serves it`,
          fix: 'install Istio, which makes its class once it runs and finds the CRDs; restart istiod if they came later',
        };
        continue;
      }
      const accepted = found.status?.conditions?.filter(({ type }) => type === 'Accepted') ?? [];
      const [refused] = accepted.length === 0 ? [undefined] : unmet(accepted, ['Accepted']);
      if (accepted.length > 0 && refused === undefined) continue;
      yield {
        object: found,
        message: `is not accepted by its controller ${found.spec.controllerName}: ${refused === undefined ? 'it has said nothing' : `it ${verdict(refused)}${said(refused)}`}`,
        fix: 'start the controller, and look into its log: kubectl logs -n istio-system deployment/istiod',
      };
    }
  },
};
