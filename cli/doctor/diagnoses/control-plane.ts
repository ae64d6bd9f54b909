import { IstioInstallation, Versions } from 'cdk8s-inference-gateway';
import type { Diagnosis } from '../diagnosis';
import { istioVersion } from '../istio';
import { CONTROL_PLANE } from '../resources';
import { isOlder } from '../version';
import { unreadiness } from '../workloads';

const CONTROLLER = 'istio.io/gateway-controller';

/** Nobody acts on Gateways, routes and pools: there is no Istio, it does not run, or it is too old. */
export const controlPlane: Diagnosis = {
  id: 'control-plane',
  *diagnose(cluster) {
    const { oldest, lock } = Versions.ISTIO;
    const gatewayClass = cluster.gatewayClasses.find(({ spec }) => spec.controllerName === CONTROLLER);
    if (cluster.controlPlanes.length === 0 && gatewayClass !== undefined && cluster.sees(CONTROL_PLANE)) {
      yield {
        object: gatewayClass,
        message:
          'has no control plane: there is no Deployment with the label app=istiod, so nothing reaches the proxies',
        fix: `install Istio ${lock} with ${IstioInstallation.INFERENCE_FLAG}=true, as the README does`,
      };
    }
    for (const istiod of cluster.controlPlanes) {
      const version = istioVersion(istiod);
      const { namespace } = istiod.metadata;
      if ((istiod.status?.readyReplicas ?? 0) === 0) {
        const why = unreadiness(cluster.podsOf(istiod));
        yield {
          object: istiod,
          message: `has no ready pod${why === '' ? '' : ` (${why})`}: proxies keep what they have, and changes and new proxies wait`,
          fix: `look at kubectl describe pods -n ${namespace} -l app=istiod, and kubectl logs -n ${namespace} deployment/${istiod.metadata.name}`,
        };
      }
      if (version !== undefined && isOlder(version, oldest)) {
        yield {
          object: istiod,
          message: `is Istio ${version}, older than ${oldest}: what is rendered does not work with its InferencePools`,
          fix: `upgrade Istio to ${lock}`,
        };
      }
    }
  },
};
