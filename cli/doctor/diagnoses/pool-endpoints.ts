import { Severity } from 'cdk8s-inference-gateway';
import type { Diagnosis } from '../diagnosis';
import type { Deployment } from '../kinds';
import { isReady, unreadiness } from '../workloads';

/** A pool without a ready model server. */
export const poolEndpoints: Diagnosis = {
  id: 'pool-endpoints',
  *diagnose(cluster) {
    for (const pool of cluster.pools) {
      const { namespace } = pool.metadata;
      const labels = pool.spec.selector.matchLabels ?? {};
      if (!cluster.sees('Pod', namespace)) continue;
      const pods = cluster.podsWith(namespace, labels);
      const ready = pods.filter(isReady).length;
      const selector = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
      if (pods.length === 0) {
        const server = cluster.find<Deployment>('Deployment', pool.metadata);
        const meant = server?.spec.replicas === 0;
        yield {
          object: pool,
          severity: meant ? Severity.WARNING : Severity.ERROR,
          message: `selects no pod (${selector.join(', ')}), so its requests end with 503`,
          fix: meant
            ? `run: kubectl scale deployment/${server.metadata.name} -n ${namespace} --replicas=1, unless 0 replicas are meant`
            : `compare with the labels of the model servers: kubectl get pods -n ${namespace} --show-labels`,
        };
      } else if (ready < pods.length) {
        const none = ready === 0;
        yield {
          object: pool,
          severity: none ? Severity.ERROR : Severity.WARNING,
          message: `has ${ready} of ${pods.length} pods ready (${unreadiness(pods)})${none ? ', so its requests end with 503' : ''}`,
          fix: `look at kubectl get pods -n ${namespace} -l ${selector.join(',')}; a large model takes minutes to load`,
        };
      }
    }
  },
};
