import type { NodeRoom } from 'cdk8s-inference-gateway';
import type { GpuPool } from './gpu-pool';
import { type NodePool, surgeNodes } from './node-pool';

/** A GPU pool as cost and quota count it, with the nodes that its pods keep. */
export function countedPool(pool: GpuPool, rooms: readonly NodeRoom[]): NodePool {
  const { name, size, min, max, spot, stopped, maxSurge = '0' } = pool;
  const held = rooms.find(({ node }) => node === pool.node)?.leastNodes ?? 0;
  return { name, vmSize: size.name, min, max, spot, stopped, surge: spot ? 0 : surgeNodes(maxSurge, max), held };
}

/** Why the model pools do not all have their nodes: the sentences by which synth refuses them, and nodes that nobody makes. */
export function roomFaults(pools: readonly GpuPool[], rooms: readonly NodeRoom[]): string[] {
  return rooms.flatMap(({ node, pods, shortage }) => {
    const models = pods.map(({ poolName }) => `'${poolName}'`).join(', ');
    const pool = pools.find((one) => one.node === node);
    if (pool === undefined) {
      return [
        `'node' of ${models} is none of the GPU pools (${pools.map(({ name }) => name).join(', ') || 'none'}): take the node of one`,
      ];
    }
    if (shortage === undefined) return [];
    return [`pool '${pool.name}': ${shortage.replaceAll("'maxNodes'", "'max'")}`];
  });
}

/** The sum of every GPU pool, one line each. */
export function roomLines(pools: readonly GpuPool[], rooms: readonly NodeRoom[]): string[] {
  return pools.map(({ name, node, max }) => {
    const room = rooms.find((one) => one.node === node);
    if (room === undefined) return `${name}: no model runs here; 0 of ${max} nodes`;
    const models = room.pods.map(({ poolName, pods, gpus }) => `${poolName} ${pods} x ${gpus} GPU`).join(' + ');
    return `${name}: ${models} = ${room.takenNodes} of ${max} nodes with ${node.gpus} GPU, rollouts included`;
  });
}
