import type { NodePool } from './node-pool';
import { vmSize } from './vm-size';

/** vCPUs that one quota of a region must allow. */
export interface VcpuNeed {
  /** Name as `az vm list-usage` has it. */
  readonly quota: string;
  readonly vcpus: number;
  /** Pools that take them. */
  readonly pools: readonly string[];
}

/** All spot nodes of a region share one quota, whatever their family. */
const SPOT = 'lowPriorityCores';
/** All nodes on demand count once more, together. */
const REGIONAL = 'cores';

/** vCPUs that the pools need at their maximum, with the nodes of an upgrade: per family, and those of the region. */
export function vcpuQuota(pools: readonly NodePool[]): VcpuNeed[] {
  const needs = new Map<string, VcpuNeed>();
  for (const pool of pools) {
    const { family, vcpus } = vmSize(pool.vmSize);
    const taken = vcpus * (pool.max + (pool.surge ?? 0));
    for (const quota of pool.spot ? [SPOT] : [family, REGIONAL]) {
      const known = needs.get(quota) ?? { quota, vcpus: 0, pools: [] };
      needs.set(quota, { quota, vcpus: known.vcpus + taken, pools: [...known.pools, pool.name] });
    }
  }
  return [...needs.values()].sort((a, b) => Number(a.quota === REGIONAL) - Number(b.quota === REGIONAL));
}

/** Shows what the subscription has of these quotas, since the stack cannot read it. */
export function quotaCommand(location: string, needs: readonly VcpuNeed[]): string {
  const names = needs.map(({ quota }) => `name.value=='${quota}'`).join(' || ');
  return `az vm list-usage --location ${location} --output table --query "[?${names}].{quota:name.value,used:currentValue,limit:limit}"`;
}
