import { IstioInstallation } from 'cdk8s-inference-gateway';
import type { Cluster } from '../cluster';
import { said, unmet, verdict } from '../conditions';
import type { Diagnosis } from '../diagnosis';
import type { Condition, InferencePool } from '../kinds';

/** What the controller says of a pool. One that no route leads to has no status, and that is right. */
export const poolCondition: Diagnosis = {
  id: 'pool-condition',
  *diagnose(cluster) {
    for (const pool of cluster.pools.filter((one) => cluster.routed(one))) {
      const parents = pool.status?.parents ?? [];
      // Istio writes another group than Gateway API's here; of a Gateway that is gone the status stays.
      const living = parents.filter(
        ({ parentRef: { namespace = pool.metadata.namespace, name } }) =>
          !cluster.sees('Gateway', namespace) || cluster.find('Gateway', { namespace, name }) !== undefined,
      );
      if (living.length === 0) {
        yield {
          object: pool,
          message: 'has a route, but no controller has looked at it, so its requests end with 500',
          fix: unseen(cluster),
        };
      }
      for (const { parentRef, conditions } of living) {
        for (const one of unmet(conditions, ['Accepted', 'ResolvedRefs'])) {
          yield {
            object: pool,
            message: `${verdict(one)} from Gateway ${parentRef.namespace ?? pool.metadata.namespace}/${parentRef.name}${said(one)}`,
            fix: remedy(one, pool),
          };
        }
      }
    }
  },
};

/** Istio looks for the kinds of its flags once, when it starts. */
function unseen({ controlPlanes }: Cluster): string {
  const [istiod] = controlPlanes;
  if (istiod === undefined) return 'start the control plane of its Gateway';
  const { namespace, name } = istiod.metadata;
  return `run: kubectl rollout restart deployment/${name} -n ${namespace}, if its CRD came after istiod; see that ${IstioInstallation.INFERENCE_FLAG} is true`;
}

function remedy({ reason }: Condition, { metadata, spec }: InferencePool): string {
  if (reason === 'InvalidExtensionRef') {
    return `make Service ${metadata.namespace}/${spec.endpointPickerRef?.name}, which the pool names as its picker: apply the manifests again`;
  }
  return 'change what the condition names; the route that leads to the pool must be accepted too';
}
