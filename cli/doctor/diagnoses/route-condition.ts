import type { Cluster } from '../cluster';
import { said, unmet, verdict } from '../conditions';
import type { Diagnosis, Problem } from '../diagnosis';
import type { Condition, HttpRoute, ParentReference } from '../kinds';

/** What each Gateway says of a route. */
export const routeCondition: Diagnosis = {
  id: 'route-condition',
  *diagnose(cluster) {
    for (const route of cluster.routes) {
      const parents = route.spec.parentRefs ?? [];
      if (parents.length === 0) {
        yield {
          object: route,
          message: `names no Gateway, so it answers nobody; there ${gatewaysIn(cluster)}`,
          fix: 'name one in parentRefs: no Gateway is chosen by itself',
        };
      }
      for (const parent of parents) yield* ofParent(cluster, route, parent);
    }
  },
};

function* ofParent(cluster: Cluster, route: HttpRoute, parent: ParentReference): Iterable<Problem> {
  const { namespace = route.metadata.namespace, name, kind = 'Gateway' } = parent;
  const called = `Gateway ${namespace}/${name}`;
  if (kind !== 'Gateway') return;
  if (cluster.sees('Gateway', namespace) && cluster.find('Gateway', { namespace, name }) === undefined) {
    yield {
      object: route,
      message: `names ${called}, which does not exist, so it answers nobody; there ${gatewaysIn(cluster)}`,
      fix: 'correct the name in parentRefs, or apply the manifests of the Gateway',
    };
    return;
  }
  const found = (route.status?.parents ?? []).filter(
    ({ parentRef }) =>
      parentRef.name === name &&
      (parentRef.namespace ?? route.metadata.namespace) === namespace &&
      parentRef.sectionName === parent.sectionName,
  );
  const conditions = found.flatMap((one) => one.conditions ?? []);
  if (conditions.length === 0) {
    yield {
      object: route,
      message: `has not been looked at by ${called}, so it answers nobody there`,
      fix: 'see that the control plane runs, and look into its log: kubectl logs -n istio-system deployment/istiod',
    };
  }
  for (const one of unmet(conditions, ['Accepted', 'ResolvedRefs'])) {
    yield { object: route, message: `${verdict(one)} from ${called}${said(one)}`, fix: remedy(one, route) };
  }
}

function gatewaysIn({ gateways }: Cluster): string {
  const names = gateways.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  return names.length === 0 ? 'is none' : `${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
}

function remedy({ reason = '' }: Condition, { metadata }: HttpRoute): string {
  switch (reason) {
    case 'RefNotPermitted':
      return `add a ReferenceGrant to the namespace of the backend, from HTTPRoute in ${metadata.namespace} to this backend: apply the manifests again, which hold it`;
    case 'BackendNotFound':
      return 'make the backend that the condition names, or correct its name in backendRefs';
    case 'NotAllowedByListeners':
      return `let allowedRoutes of the listener select namespace ${metadata.namespace}`;
    case 'NoMatchingListenerHostname':
      return "write hostnames that fall in the listener's";
    case 'NoMatchingParent':
      return 'name a listener (sectionName) that the Gateway has';
    case 'InvalidKind':
      return 'see that the CRD of the backend is installed and that istiod reads InferencePools';
    default:
      return 'change what the condition names';
  }
}
