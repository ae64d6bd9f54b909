import { type NodeRoom, Versions } from 'cdk8s-inference-gateway';
import { costOf } from '../azure/cost';
import { driverFault } from '../azure/driver';
import { type NodePool, surgeNodes } from '../azure/node-pool';
import { preview } from '../azure/preview';
import { withOwnPrices } from '../azure/prices';
import { vcpuQuota } from '../azure/quota';
import { countedPool, roomLines } from '../azure/room';
import type { FirstToken } from '../azure/time-budget';
import { CPU_SURGE } from '../cluster/pool-args';
import type { StackConfig } from '../config/config';
import type { ModelConfig } from '../config/workloads';

const TIER = 'Standard';

/** All pools of a configuration, as cost and quota count them. */
export function countedPools(config: StackConfig, rooms: readonly NodeRoom[]): NodePool[] {
  const plain = [config.systemPool, config.cpuPool].map(({ name, vmSize, min, max }) => ({
    name,
    vmSize,
    min,
    max,
    surge: surgeNodes(CPU_SURGE, max),
  }));
  return [...plain, ...config.gpuPools.map((pool) => countedPool(pool, rooms))];
}

/** What is said before the first resource: quota, cost and its change, room, time to the first token. */
export function report(config: StackConfig, rooms: readonly NodeRoom[], deployed?: readonly NodePool[]): string {
  return preview({
    location: config.location,
    tier: TIER,
    pools: countedPools(config, rooms),
    deployed,
    prices: withOwnPrices(config.prices),
    room: roomLines(config.gpuPools, rooms),
    starts: config.workloads.models.flatMap((model) => firstToken(model, rooms) ?? []),
  });
}

function firstToken({ name, engine, model, pool }: ModelConfig, rooms: readonly NodeRoom[]): FirstToken | undefined {
  if (engine !== 'vllm' || pool === undefined) return undefined;
  const busy = rooms.find(({ node }) => node === pool.node)?.leastNodes ?? 1;
  return { model: name, nodeReady: pool.min >= busy, weightsGib: model.weightsGib };
}

/** Why models would not start on the driver of their nodes. */
export function driverFaults({ workloads, allow }: StackConfig): string[] {
  if (allow.includes('old-driver')) return [];
  return workloads.models.flatMap(({ pool, engine, image = `${Versions.VLLM.image}:${Versions.VLLM.lock}` }) => {
    if (engine !== 'vllm' || pool === undefined) return [];
    return driverFault({ pool: pool.name, size: pool.size, driver: pool.driver, image }) ?? [];
  });
}

/** What the pools need and cost, as outputs of the stack. */
export function poolOutputs(config: StackConfig, rooms: readonly NodeRoom[]) {
  const pools = countedPools(config, rooms);
  const prices = withOwnPrices(config.prices);
  return {
    gpuPools: config.gpuPools.map(({ name, vmSize, node, taints, min, max }) => ({
      name,
      vmSize,
      gpus: node.gpus ?? 0,
      taints,
      min,
      max,
    })),
    requiredVcpuQuota: Object.fromEntries(vcpuQuota(pools).map(({ quota, vcpus }) => [quota, vcpus])),
    maxUsdPerHour: Math.round(costOf(pools, TIER, prices).maxPerHour * 100) / 100,
    pricesOf: prices.date,
  };
}
