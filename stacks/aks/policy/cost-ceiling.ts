import type { PolicyResource, StackValidationPolicy } from '@pulumi/policy';
import { type Cost, costOf, dollars, HOURS_PER_MONTH, type PoolCost } from '../src/azure/cost';
import type { NodePool } from '../src/azure/node-pool';
import { withOwnPrices } from '../src/azure/prices';
import { shortName } from '../src/azure/short-name';
import { azureType, CLUSTER, type Cluster, POOL, type Pool } from './resources';

interface Ceiling {
  readonly maxUsdPerMonth?: number;
  readonly prices?: Record<string, number>;
}

/** Twice four A100 nodes, and what stands around them. */
const MAX_USD_PER_MONTH = 25_000;

/** What all pools cost at their maximum, with the prices of the stack's table: no autoscaler can spend more. */
export const costCeiling: StackValidationPolicy = {
  name: 'cost-ceiling',
  description: 'All node pools at their maximum, and the control plane, stay within a sum per month.',
  configSchema: {
    properties: {
      maxUsdPerMonth: { type: 'number', minimum: 0, default: MAX_USD_PER_MONTH },
      prices: { type: 'object', additionalProperties: { type: 'number', minimum: 0 }, default: {} },
    },
  },
  validateStack: (args, report) => {
    const { maxUsdPerMonth = MAX_USD_PER_MONTH, prices = {} } = args.getConfig<Ceiling>();
    const { pools, tier } = stackPools(args.resources);
    const cost = costOf(pools, tier, withOwnPrices(prices));
    for (const size of cost.unknown) {
      report(`no price of ${size} is known, so that no ceiling holds: write USD an hour into 'prices' of the policy`);
    }
    const perMonth = cost.maxPerHour * HOURS_PER_MONTH;
    if (perMonth > maxUsdPerMonth) {
      report(
        `${sum(cost)} may cost ${dollars(perMonth)}/month, but 'maxUsdPerMonth' is ${dollars(maxUsdPerMonth)}: lower 'max' of a pool, stop one, or raise the ceiling`,
      );
    }
  },
};

function stackPools(resources: readonly PolicyResource[]): { readonly pools: NodePool[]; readonly tier: string } {
  const clusters = resources.filter(({ type }) => azureType(type) === CLUSTER).map(({ props }) => props as Cluster);
  const alone = resources.filter(({ type }) => azureType(type) === POOL).map(({ props }) => props as Pool);
  const inline = clusters.flatMap((cluster) => known(() => [...(cluster.agentPoolProfiles ?? [])]) ?? []);
  const tier = known(() => clusters[0]?.sku?.tier) ?? 'Standard';
  return { pools: [...inline, ...alone].map(counted), tier };
}

/** At the first preview Azure's defaults are not known: what is not known counts as the dearest. */
function counted(pool: Pool): NodePool {
  const vmSize = known(() => pool.vmSize) ?? 'a size that is not known yet';
  const count = known(() => pool.count) ?? 0;
  return {
    name: known(() => pool.agentPoolName) ?? known(() => pool.name) ?? vmSize,
    vmSize,
    min: 0,
    max: Math.max(known(() => pool.maxCount) ?? 0, count),
    spot: known(() => pool.scaleSetPriority) === 'Spot',
    stopped: known(() => pool.powerState?.code) === 'Stopped',
  };
}

/** A property, unless it is not known before the deployment: reading it throws then, and the rule would not hold at all. */
function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function sum({ pools }: Cost): string {
  const paid = pools.filter(({ maxNodes }) => maxNodes > 0);
  return paid.map(({ pool, maxNodes }: PoolCost) => `${maxNodes} x ${shortName(pool.vmSize)}`).join(' + ');
}
