import { GpuNode } from 'cdk8s-inference-gateway';
import { POOL_LABEL } from '../cluster/pool-args';
import type { GpuPoolConfig } from '../config/pools';
import { parseTaint } from '../config/taint';

/** The nodes of a pool, as pods see them: made from the value that the AKS pool is made from. */
export function gpuNode(pool: GpuPoolConfig): GpuNode {
  return GpuNode.azure(pool.vmSize, {
    maxNodes: pool.max,
    nodeLabels: { [POOL_LABEL]: pool.name },
    tolerations: pool.taints.map(parseTaint),
  });
}
