import type { Diagnosis } from '../diagnosis';
import { isReady, unreadiness } from '../workloads';

/** A Gateway without a running proxy. */
export const gatewayProxies: Diagnosis = {
  id: 'gateway-proxies',
  *diagnose(cluster) {
    for (const gateway of cluster.gateways) {
      const { namespace, name } = gateway.metadata;
      if (!cluster.sees('Pod', namespace)) continue;
      const label = 'gateway.networking.k8s.io/gateway-name';
      const pods = cluster.podsWith(namespace, { [label]: name });
      if (pods.some(isReady)) continue;
      const why = pods.length === 0 ? 'there are none' : unreadiness(pods);
      yield {
        object: gateway,
        message: `has no ready proxy (${why}), so every connection is refused`,
        fix: `look at kubectl describe pods -n ${namespace} -l ${label}=${name}; without pods at the events of Deployment ${name}-istio and the log of istiod`,
      };
    }
  },
};
