import type { Cluster } from '../cluster';
import type { Diagnosis } from '../diagnosis';
import type { Gateway } from '../kinds';
import { gatewaysOf, modelOf, routersOf } from '../routers';
import { serviceFault } from '../service-state';

/** The program that reads the model out of each request's body cannot be asked, or is not asked at all. */
export const bodyRouter: Diagnosis = {
  id: 'body-router',
  *diagnose(cluster) {
    for (const gateway of cluster.gateways) {
      const { namespace = '', name } = gateway.metadata;
      const routers = routersOf(cluster, gateway);
      for (const router of routers) {
        const fault = serviceFault(cluster, router);
        if (fault === undefined) continue;
        yield {
          object: fault.object ?? gateway,
          message: `${fault.object === undefined ? 'has no body router to ask: ' : 'is a body router and '}${fault.message}, so every request to Gateway ${namespace}/${name} ends with 500`,
          fix: fault.fix,
        };
      }
      if (routers.length > 0 || !cluster.sees('EnvoyFilter', namespace) || !asksForModels(cluster, gateway)) continue;
      yield {
        object: gateway,
        message:
          'has no EnvoyFilter that asks a body router, but routes that match its header, so their requests end with 404',
        fix: 'apply the manifests again, which hold the EnvoyFilter of the request filters',
      };
    }
  },
};

function asksForModels(cluster: Cluster, gateway: Gateway): boolean {
  return cluster.routes.some(
    (route) =>
      gatewaysOf(cluster, route).includes(gateway) &&
      (route.spec.rules ?? []).some((rule) => modelOf(rule) !== undefined),
  );
}
