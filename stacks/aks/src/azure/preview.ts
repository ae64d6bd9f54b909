import { costDifference, costOf, dollars, HOURS_PER_MONTH, type PoolCost } from './cost';
import type { NodePool } from './node-pool';
import { PRICES, type PriceTable } from './prices';
import { quotaCommand, vcpuQuota } from './quota';
import { shortName } from './short-name';
import { ANCHOR, type FirstToken, GOAL_SECONDS, type TimeBudget, timeBudget } from './time-budget';

/** What is known of a deployment before its first resource. */
export interface Plan {
  readonly location: string;
  /** Tier of the control plane: Free, Standard or Premium. */
  readonly tier: string;
  readonly pools: readonly NodePool[];
  /** Pools as the last deployment left them; none before the first. */
  readonly deployed?: readonly NodePool[];
  /** Pools that go only when those that replace them are there; none by default. */
  readonly leaving?: readonly NodePool[];
  /** `PRICES` unless own prices go over it. */
  readonly prices?: PriceTable;
  /** Sums of the GPU pools, see `roomLines`. */
  readonly room: readonly string[];
  readonly starts: readonly FirstToken[];
}

/** The report that `pulumi preview` and `pulumi up` print before the first resource. */
export function preview(plan: Plan): string {
  return [...quotaPart(plan), '', ...costPart(plan), '', ...roomPart(plan), '', ...timePart(plan)].join('\n');
}

function quotaPart({ location, pools, leaving = [] }: Plan): string[] {
  const old = leaving.map((pool) => ({ ...pool, name: `${pool.name} (until it is replaced)` }));
  const needs = vcpuQuota([...pools, ...old]);
  const width = Math.max(...needs.map(({ quota }) => quota.length));
  return [
    `vCPU quota needed in ${location}, every pool at its maximum:`,
    ...needs.map(({ quota, vcpus, pools: names }) => {
      return `  ${quota.padEnd(width)}  ${String(vcpus).padStart(4)}  ${names.join(', ')}`;
    }),
    `  check with: ${quotaCommand(location, needs)}`,
  ];
}

function costPart({ location, tier, pools, deployed, prices = PRICES }: Plan): string[] {
  const cost = costOf(pools, tier, prices);
  const region = prices.region === location ? prices.region : `${prices.region}, other than ${location}`;
  const changes = deployed === undefined ? [] : costDifference(deployed, pools, prices);
  return [
    `Cost of nodes and control plane, without disks, addresses and traffic (prices of ${prices.date}, ${region}):`,
    `  at least  ${perHour(cost.minPerHour)}`,
    `  at most   ${perHour(cost.maxPerHour)}`,
    ...cost.pools.map(poolLine),
    ...(cost.unknown.length === 0
      ? []
      : [`  not counted, without a price: ${cost.unknown.join(', ')}; write it into 'prices'`]),
    ...(deployed === undefined ? [] : since(changes)),
  ];
}

function since(changes: readonly string[]): string[] {
  return changes.length === 0
    ? ['  since the last deployment: no change']
    : ['  since the last deployment:', ...changes.map((change) => `    ${change}`)];
}

function perHour(amount: number): string {
  return `$${amount.toFixed(2)}/h, ${dollars(amount * HOURS_PER_MONTH)}/month`;
}

function poolLine({ pool, usdPerNodeHour, minNodes, maxNodes }: PoolCost): string {
  const price = usdPerNodeHour === undefined ? 'price not known' : `$${usdPerNodeHour}/h each`;
  const why = pool.stopped
    ? ', stopped'
    : minNodes > pool.min
      ? `, ${minNodes} of them kept by pods although 'min' is ${pool.min}`
      : '';
  const size = `${shortName(pool.vmSize)}${pool.spot ? ' (spot)' : ''}`;
  return `    ${pool.name}: ${minNodes}..${maxNodes} x ${size}, ${price}${why}`;
}

function roomPart({ room }: Plan): string[] {
  return ['Room for the models:', ...(room.length === 0 ? ['no GPU pool'] : room).map((line) => `  ${line}`)];
}

function timePart({ starts }: Plan): string[] {
  const measured = `scaled from one measured start of ${ANCHOR.totalSeconds} s, kaito#2325`;
  return [
    `Time to the first token once the cluster is there (goal ${GOAL_SECONDS} s; ${measured}):`,
    ...starts.flatMap((start) => timeLines(timeBudget(start))),
  ];
}

function timeLines({ model, phases, seconds, remedies }: TimeBudget): string[] {
  const sum = phases.map(({ name, seconds: phase }) => `${name} ${phase}`).join(' + ');
  const line = `  ${model}: ${seconds} s = ${sum}`;
  if (seconds <= GOAL_SECONDS) return [line];
  return [
    `${line}; ${seconds - GOAL_SECONDS} s above the goal, shorter with`,
    ...remedies.map(({ name, seconds: gain }) => `    -${gain} s: ${name}`),
  ];
}
