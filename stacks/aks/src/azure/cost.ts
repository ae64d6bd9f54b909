import type { NodePool } from './node-pool';
import { nodePrice, PRICES, type PriceTable } from './prices';
import { shortName } from './short-name';

/** What one pool costs per hour. */
export interface PoolCost {
  readonly pool: NodePool;
  /** Undefined where the price is not known. */
  readonly usdPerNodeHour?: number;
  readonly minNodes: number;
  readonly maxNodes: number;
}

/** What a cluster costs per hour: nodes and control plane, neither disks nor traffic. */
export interface Cost {
  readonly pools: readonly PoolCost[];
  readonly controlPlanePerHour: number;
  readonly minPerHour: number;
  readonly maxPerHour: number;
  /** Sizes without a known price: the sums leave them out. */
  readonly unknown: readonly string[];
}

export const HOURS_PER_MONTH = 730;

/** The cost of pools beside a control plane of a tier. */
export function costOf(pools: readonly NodePool[], tier: string, table: PriceTable = PRICES): Cost {
  const costs = pools.map((pool): PoolCost => {
    const usdPerNodeHour = nodePrice(pool.vmSize, pool.spot ?? false, table)?.usdPerHour;
    const [minNodes, maxNodes] = pool.stopped
      ? [0, 0]
      : [Math.min(pool.max, Math.max(pool.min, pool.held ?? 0)), pool.max];
    return { pool, usdPerNodeHour, minNodes, maxNodes };
  });
  const controlPlanePerHour = table.controlPlane[tier]?.usdPerHour ?? 0;
  const sum = (nodes: (cost: PoolCost) => number) =>
    costs.reduce((total, cost) => total + nodes(cost) * (cost.usdPerNodeHour ?? 0), controlPlanePerHour);
  return {
    pools: costs,
    controlPlanePerHour,
    minPerHour: sum(({ minNodes }) => minNodes),
    maxPerHour: sum(({ maxNodes }) => maxNodes),
    unknown: [...new Set(costs.filter((cost) => cost.usdPerNodeHour === undefined).map(({ pool }) => pool.vmSize))],
  };
}

/**
 * What a change of the pools changes at most, one sentence per pool that changes, with today's prices on both sides: a new
 * price is no change of the program.
 */
export function costDifference(
  before: readonly NodePool[],
  after: readonly NodePool[],
  table: PriceTable = PRICES,
): string[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  return names.flatMap((name) => {
    const [was, is] = [before, after].map((pools) => pools.find((pool) => pool.name === name));
    const [old, now] = [most(was, table), most(is, table)];
    if (old.text === now.text) return [];
    const money =
      old.perHour === undefined || now.perHour === undefined
        ? 'unknown cost'
        : `${signed((now.perHour - old.perHour) * HOURS_PER_MONTH)}/month`;
    const change =
      old.size === now.size && old.size !== ''
        ? `${old.nodes} -> ${now.nodes} x ${now.size}`
        : `${old.text} -> ${now.text}`;
    return [`${money}: ${change} (pool '${name}', at most)`];
  });
}

interface Most {
  readonly size: string;
  readonly nodes: number;
  readonly text: string;
  readonly perHour: number | undefined;
}

function most(pool: NodePool | undefined, table: PriceTable): Most {
  if (pool === undefined) return { size: '', nodes: 0, text: 'none', perHour: 0 };
  const nodes = pool.stopped ? 0 : pool.max;
  const price = nodePrice(pool.vmSize, pool.spot ?? false, table)?.usdPerHour;
  const size = `${shortName(pool.vmSize)}${pool.spot ? ' (spot)' : ''}`;
  return { size, nodes, text: `${nodes} x ${size}`, perHour: price === undefined ? undefined : nodes * price };
}

/** Whole dollars from ten on, cents below. */
export function dollars(amount: number): string {
  const digits = Math.abs(amount) >= 10 || amount === 0 ? 0 : 2;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

function signed(amount: number): string {
  return `${amount < 0 ? '-' : '+'}${dollars(Math.abs(amount))}`;
}
