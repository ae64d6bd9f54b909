import { createHash } from 'node:crypto';
import type { GpuPoolConfig, NodePoolConfig } from '../config/pools';

/**
 * Name of the AKS pool: the name of the configuration, and four characters of what can only change by replacement, so that
 * the pool that takes over never has the name of the one that goes.
 */
export function agentPoolName(pool: NodePoolConfig | GpuPoolConfig): string {
  const { name, vmSize, zones, osDiskSizeGb } = pool;
  const fixed =
    'node' in pool ? [pool.spot, pool.driver, pool.mig ?? '', pool.osSku, pool.capacityReservationGroupId ?? ''] : [];
  const digest = createHash('sha256')
    .update(JSON.stringify([vmSize, zones, osDiskSizeGb, ...fixed]))
    .digest('hex');
  return `${name}${digest.slice(0, 4)}`;
}
