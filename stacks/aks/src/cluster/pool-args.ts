import type { AgentPoolArgs } from '@pulumi/azure-native/containerservice';
import type { Input } from '@pulumi/pulumi';
import { nodeLabels, nodeTaints, POOL_LABEL } from '../azure/gpu-pool';
import type { GpuPoolConfig, NodePoolConfig } from '../config/pools';
import { agentPoolName } from './pool-name';

/** Where a pool is made. */
export interface PoolPlace {
  readonly resourceGroupName: Input<string>;
  readonly clusterName: Input<string>;
  readonly subnetId: Input<string>;
  readonly kubernetesVersion: string;
  readonly tags: Record<string, string>;
}

/** Nodes that an upgrade of the pools without GPUs adds. */
export const CPU_SURGE = '33%';

/** An autoscaled pool of Linux nodes, as any of ours is. */
export function basePoolArgs(pool: NodePoolConfig) {
  return {
    type: 'VirtualMachineScaleSets',
    osType: 'Linux',
    osSKU: 'Ubuntu',
    vmSize: pool.vmSize,
    osDiskSizeGB: pool.osDiskSizeGb,
    enableAutoScaling: true,
    minCount: pool.min,
    maxCount: pool.max,
    ...(pool.zones.length === 0 ? {} : { availabilityZones: pool.zones }),
  };
}

/** The pool for gateways, pickers, routers and whatever else needs no GPU. */
export function cpuPoolArgs(pool: NodePoolConfig, place: PoolPlace): AgentPoolArgs {
  return {
    ...placed(pool, place),
    ...basePoolArgs(pool),
    count: pool.min,
    nodeLabels: { [POOL_LABEL]: pool.name },
    upgradeSettings: { maxSurge: CPU_SURGE, drainTimeoutInMinutes: 30 },
  };
}

/**
 * A pool of GPU nodes. The autoscaler starts from the taints and labels that stand here while the pool has no node, so they
 * are set nowhere else.
 */
export function gpuPoolArgs(pool: GpuPoolConfig, place: PoolPlace): AgentPoolArgs {
  return {
    ...placed(pool, place),
    ...basePoolArgs(pool),
    osSKU: pool.osSku,
    count: pool.min,
    nodeTaints: nodeTaints(pool.node),
    nodeLabels: nodeLabels(pool.node, pool.labels),
    gpuProfile: { driver: pool.driver },
    scaleDownMode: 'Delete',
    ...(pool.stopped ? { powerState: { code: 'Stopped' } } : {}),
    ...(pool.mig === undefined ? {} : { gpuInstanceProfile: pool.mig }),
    ...(pool.capacityReservationGroupId === undefined
      ? {}
      : { capacityReservationGroupID: pool.capacityReservationGroupId }),
    ...(pool.spot ? SPOT : onDemand(pool)),
  };
}

const SPOT = { scaleSetPriority: 'Spot', scaleSetEvictionPolicy: 'Delete', spotMaxPrice: -1 };

/** No surge: the quota rarely holds one GPU node more. */
function onDemand({ maxSurge = '0', maxUnavailable, drainMinutes }: GpuPoolConfig) {
  return {
    upgradeSettings: {
      maxSurge,
      maxUnavailable,
      drainTimeoutInMinutes: drainMinutes,
      undrainableNodeBehavior: 'Cordon',
    },
  };
}

function placed(
  pool: NodePoolConfig,
  { resourceGroupName, clusterName, subnetId, kubernetesVersion, tags }: PoolPlace,
) {
  return {
    resourceGroupName,
    resourceName: clusterName,
    agentPoolName: agentPoolName(pool),
    mode: 'User',
    vnetSubnetID: subnetId,
    orchestratorVersion: kubernetesVersion,
    tags,
  };
}
