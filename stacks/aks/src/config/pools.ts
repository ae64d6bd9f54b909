import { GPU_TAINT, type GpuPool, gpuPool, SPOT_TAINT } from '../azure/gpu-pool';
import { MIG_PROFILES, type MigProfile } from '../azure/mig';
import type { Problems } from './problems';
import type { Section } from './section';

const TAINT = /^[A-Za-z0-9][\w./-]*=[\w.-]+:(NoSchedule|PreferNoSchedule|NoExecute)$/;
const SURGE = { pattern: /^\d+%?$/, allowed: 'a number of nodes or a percentage, as a text' };
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

/** What AKS asks of a GPU pool besides. */
interface GpuPoolSetup extends NodePoolConfig {
  readonly driver: 'Install' | 'None';
  readonly osSku: 'Ubuntu' | 'AzureLinux';
  readonly labels: Record<string, string>;
  /** What happens when the size changes: the new pool first, or, where the quota cannot hold both, the old one away first. */
  readonly replace: 'new-first' | 'old-first';
  readonly maxUnavailable: string;
  readonly drainMinutes: number;
  readonly capacityReservationGroupId?: string;
}

/** A pool of GPU nodes: the one value that both the AKS pool and the pods' node are made from. */
export interface GpuPoolConfig extends GpuPool, GpuPoolSetup {
  readonly name: string;
  readonly vmSize: string;
  readonly min: number;
  readonly max: number;
}

export function readSystemPool(section: Section, problems: Problems): NodePoolConfig {
  return nodePool('system', section, problems, { vmSize: 'Standard_D4ds_v5', min: 3, max: 5, fewest: 1 });
}

export function readCpuPool(section: Section, problems: Problems): NodePoolConfig {
  return nodePool('cpu', section, problems, { vmSize: 'Standard_D8ds_v5', min: 2, max: 6, fewest: 1 });
}

export function readGpuPools(pools: [string, Section][], problems: Problems): GpuPoolConfig[] {
  return pools.flatMap(([name, section]) => {
    if (!POOL_NAME.test(name) || name === 'system' || name === 'cpu') {
      problems.add(
        `'gpuPools' has the name ${name}: write 1 to 8 lowercase letters and digits, a letter first, and neither system nor cpu, such as a100`,
      );
    }
    return readGpuPool(name, section, problems) ?? [];
  });
}

function readGpuPool(name: string, section: Section, problems: Problems): GpuPoolConfig | undefined {
  if (!section.has('vmSize'))
    problems.add(`'${section.path}.vmSize' is missing: write one such as Standard_NC24ads_A100_v4`);
  const before = problems.all.length;
  const taint = section.text('taint', {
    fallback: GPU_TAINT,
    pattern: TAINT,
    allowed: `key=value:Effect such as ${GPU_TAINT}`,
  });
  const mig = section.oneOf('mig', ['none', ...MIG_PROFILES], 'none');
  const setup: GpuPoolSetup = {
    name,
    ...sizes(section, problems, { vmSize: 'Standard_NC24ads_A100_v4', min: 0, max: 1, fewest: 0 }),
    osDiskSizeGb: section.whole('osDiskSizeGb', { fallback: 256, min: 128, max: 2048 }),
    driver: section.oneOf('driver', ['Install', 'None'] as const, 'Install'),
    osSku: section.oneOf('osSku', ['Ubuntu', 'AzureLinux'] as const, 'Ubuntu'),
    labels: section.record('labels'),
    replace: section.oneOf('replace', ['new-first', 'old-first'] as const, 'new-first'),
    maxUnavailable: section.text('maxUnavailable', { fallback: '1', ...SURGE }),
    drainMinutes: section.whole('drainMinutes', { fallback: 60, min: 1, max: 1440 }),
    capacityReservationGroupId: section.text('capacityReservationGroupId'),
  };
  const spot = section.flag('spot', false);
  const upgrades = spot ? {} : { maxSurge: section.text('maxSurge', { fallback: '0', ...SURGE }) };
  for (const setting of spot ? ['maxSurge', 'maxUnavailable'] : []) {
    if (section.has(setting)) section.problem(setting, 'cannot be set on a spot pool: leave it out');
  }
  const settings = {
    spot,
    ...upgrades,
    stopped: section.flag('stopped', false),
    taints: spot ? [taint, SPOT_TAINT] : [taint],
    ...(mig === 'none' ? {} : { mig: mig as MigProfile }),
    ...(section.has('gpus') ? { gpus: section.whole('gpus', { fallback: 1, min: 1, max: 16 }) } : {}),
  };
  section.done();
  limits(section, problems, { ...setup, ...settings });
  if (problems.all.length > before) return undefined;
  try {
    return { ...setup, ...gpuPool({ ...setup, ...settings }) };
  } catch (error) {
    problems.add(`'${section.path}': ${(error as Error).message}`);
    return undefined;
  }
}

function limits(section: Section, problems: Problems, pool: GpuPoolSetup & { readonly maxSurge?: string }): void {
  const zero = (text?: string) => text !== undefined && Number.parseInt(text, 10) === 0;
  if (zero(pool.maxSurge) && zero(pool.maxUnavailable)) {
    problems.add(
      `'${section.path}.maxSurge' (${pool.maxSurge}) and 'maxUnavailable' (${pool.maxUnavailable}) are both 0, so that no node could ever be upgraded: write 1 for one of them`,
    );
  }
  if (/_MI\d+X/.test(pool.vmSize)) {
    problems.add(
      `'${section.path}.vmSize' (${pool.vmSize}) has GPUs of AMD, for which AKS installs neither driver nor device plugin: write a size with NVIDIA's`,
    );
  }
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
