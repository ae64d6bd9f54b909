import type { ResourceValidationPolicy } from '@pulumi/policy';
import { azureType, CLUSTER, type Cluster, hasGpus, POOL, type Pool } from './resources';

/** A rule on node pools, on their own or within a cluster. */
function rule(name: string, description: string, fault: (pool: Pool) => string | undefined) {
  const policy: ResourceValidationPolicy = {
    name,
    description,
    validateResource: ({ type, props }, report) => {
      const kind = azureType(type);
      const pools =
        kind === POOL ? [props as Pool] : kind === CLUSTER ? ((props as Cluster).agentPoolProfiles ?? []) : [];
      for (const pool of pools) {
        const message = fault(pool);
        if (message !== undefined) report(`pool '${pool.agentPoolName ?? pool.name ?? 'unnamed'}': ${message}`);
      }
    },
  };
  return policy;
}

const EXCLUDED = 'node.kubernetes.io/exclude-from-external-load-balancers';

/** What node pools keep, those with GPUs above all. */
export const poolBaseline: readonly ResourceValidationPolicy[] = [
  rule('node-addresses', 'No node has an address on the internet.', ({ enableNodePublicIP }) =>
    enableNodePublicIP ? "'enableNodePublicIP' puts every node on the internet: leave it out" : undefined,
  ),
  rule('gpu-taint', 'Only pods that ask for GPUs run on GPU nodes.', (pool) =>
    !hasGpus(pool) ||
    pool.nodeTaints?.some((taint) => /^(nvidia\.com\/gpu|amd\.com\/gpu|sku)=.*:No(Schedule|Execute)$/.test(taint))
      ? undefined
      : "'nodeTaints' does not keep other pods off the GPUs: write nvidia.com/gpu=present:NoSchedule",
  ),
  rule('gpu-traffic', 'Traffic from outside takes no way over GPU nodes.', (pool) =>
    !hasGpus(pool) || pool.nodeLabels?.[EXCLUDED] === 'true'
      ? undefined
      : `'nodeLabels' lacks ${EXCLUDED}, so that load balancers send requests through GPU nodes: write 'true'`,
  ),
  rule('gpu-idle', 'GPU nodes that nobody uses go away.', (pool) =>
    !hasGpus(pool) || pool.enableAutoScaling || pool.powerState?.code === 'Stopped'
      ? undefined
      : "'enableAutoScaling' is not set, so that idle GPUs are paid for: write true with 'minCount' and 'maxCount'",
  ),
];
