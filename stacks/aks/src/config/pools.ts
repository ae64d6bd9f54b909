import type { Problems } from './problems';
import type { Section } from './section';

const MIG = ['none', 'MIG1g', 'MIG2g', 'MIG3g', 'MIG4g', 'MIG7g'] as const;
export const GPU_TAINT = 'nvidia.com/gpu=present:NoSchedule';
export const SPOT_TAINT = 'kubernetes.azure.com/scalesetpriority=spot:NoSchedule';
const TAINT = /^[A-Za-z0-9][\w./-]*=[\w.-]*:(NoSchedule|PreferNoSchedule|NoExecute)$/;
const VM_SIZE = { pattern: /^Standard_[A-Z]\w+$/, allowed: 'a VM size such as Standard_D4ds_v5' };
const POOL_NAME = /^[a-z][a-z0-9]{0,7}$/;

/** A pool of nodes without GPUs. */
export interface NodePoolConfig {
  readonly name: string;
  readonly vmSize: string;
  readonly min: number;
  readonly max: number;
  readonly zones: string[];
  readonly osDiskSizeGb: number;
}

/** A pool of GPU nodes: the one value that both the AKS pool and the pods' node are made from. */
export interface GpuPoolConfig extends NodePoolConfig {
  readonly spot: boolean;
  readonly stopped: boolean;
  readonly driver: 'Install' | 'None';
  readonly mig?: Exclude<(typeof MIG)[number], 'none'>;
  readonly osSku: 'Ubuntu' | 'AzureLinux';
  /** Every taint of the nodes, the one of spot included. */
  readonly taints: string[];
  readonly labels: Record<string, string>;
  /** What happens when the size changes: the new pool first, or, where the quota cannot hold both, the old one away first. */
  readonly replace: 'new-first' | 'old-first';
  readonly maxSurge: string;
  readonly maxUnavailable: string;
  readonly drainMinutes: number;
  readonly capacityReservationGroupId?: string;
}

export function readSystemPool(section: Section, problems: Problems): NodePoolConfig {
  return nodePool('system', section, problems, { vmSize: 'Standard_D4ds_v5', min: 3, max: 5, fewest: 1 });
}

export function readCpuPool(section: Section, problems: Problems): NodePoolConfig {
  return nodePool('cpu', section, problems, { vmSize: 'Standard_D8ds_v5', min: 2, max: 6, fewest: 1 });
}

export function readGpuPools(pools: [string, Section][], problems: Problems): GpuPoolConfig[] {
  return pools.map(([name, section]) => {
    if (!POOL_NAME.test(name) || name === 'system' || name === 'cpu') {
      problems.add(
        `'gpuPools' has the name ${name}: write 1 to 8 lowercase letters and digits, a letter first, and neither system nor cpu, such as a100`,
      );
    }
    return gpuPool(name, section, problems);
  });
}

function gpuPool(name: string, section: Section, problems: Problems): GpuPoolConfig {
  if (!section.has('vmSize')) problems.add(`'${section.path}.vmSize' is missing: write one such as Standard_NC24ads_A100_v4`);
  const spot = section.flag('spot', false);
  const taint = section.text('taint', { fallback: GPU_TAINT, pattern: TAINT, allowed: `key=value:Effect such as ${GPU_TAINT}` });
  const mig = section.oneOf('mig', MIG, 'none');
  const sized = sizes(section, problems, { vmSize: 'Standard_NC24ads_A100_v4', min: 0, max: 1, fewest: 0 });
  if (spot) {
    for (const name of ['maxSurge', 'maxUnavailable']) {
      if (section.has(name)) section.problem(name, 'cannot be set on a spot pool: leave it out');
    }
  }
  const surge = { pattern: /^\d+%?$/, allowed: 'a number of nodes or a percentage, as a text' };
  const pool = {
    name,
    ...sized,
    osDiskSizeGb: section.whole('osDiskSizeGb', { fallback: 256, min: 128, max: 2048 }),
    spot,
    stopped: section.flag('stopped', false),
    driver: section.oneOf('driver', ['Install', 'None'] as const, 'Install'),
    ...(mig === 'none' ? {} : { mig }),
    osSku: section.oneOf('osSku', ['Ubuntu', 'AzureLinux'] as const, 'Ubuntu'),
    taints: spot ? [taint, SPOT_TAINT] : [taint],
    labels: section.record('labels'),
    replace: section.oneOf('replace', ['new-first', 'old-first'] as const, 'new-first'),
    maxSurge: section.text('maxSurge', { fallback: '0', ...surge }),
    maxUnavailable: section.text('maxUnavailable', { fallback: '1', ...surge }),
    drainMinutes: section.whole('drainMinutes', { fallback: 60, min: 1, max: 1440 }),
    capacityReservationGroupId: section.text('capacityReservationGroupId'),
  };
  section.done();
  const zero = (text: string) => Number.parseInt(text, 10) === 0;
  if (zero(pool.maxSurge) && zero(pool.maxUnavailable)) {
    problems.add(
      `'${section.path}.maxSurge' (${pool.maxSurge}) and 'maxUnavailable' (${pool.maxUnavailable}) are both 0, so that no node could ever be upgraded: write 1 for one of them`,
    );
  }
  return pool;
}

interface Sizes {
  readonly vmSize: string;
  readonly min: number;
  readonly max: number;
  readonly fewest: number;
}

function nodePool(name: string, section: Section, problems: Problems, defaults: Sizes): NodePoolConfig {
  const pool = {
    name,
    ...sizes(section, problems, defaults),
    osDiskSizeGb: section.whole('osDiskSizeGb', { fallback: 128, min: 64, max: 2048 }),
  };
  section.done();
  return section.has('zones') ? pool : { ...pool, zones: ['1', '2', '3'] };
}

function sizes(section: Section, problems: Problems, { fewest, ...defaults }: Sizes) {
  const min = section.whole('min', { fallback: defaults.min, min: fewest, max: 1000 });
  const max = section.whole('max', { fallback: Math.max(defaults.max, min), min: 1, max: 1000 });
  if (max < min) problems.add(`'${section.path}.max' (${max}) must not be below 'min' (${min}): write ${min} or more`);
  return {
    vmSize: section.text('vmSize', { fallback: defaults.vmSize, ...VM_SIZE }),
    min,
    max,
    zones: section.texts('zones', { pattern: /^[123]$/, allowed: "a zone: '1', '2' or '3'" }),
  };
}
