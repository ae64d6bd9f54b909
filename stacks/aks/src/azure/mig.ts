import { Gpu } from 'cdk8s-inference-gateway';
import type { VmSize } from './vm-size';

/** How AKS slices every GPU of a node (`gpuInstanceProfile`). */
export type MigProfile = 'MIG1g' | 'MIG2g' | 'MIG3g' | 'MIG4g' | 'MIG7g';

export const MIG_PROFILES: readonly MigProfile[] = ['MIG1g', 'MIG2g', 'MIG3g', 'MIG4g', 'MIG7g'];

const SLICES: Readonly<Record<MigProfile, number>> = { MIG1g: 7, MIG2g: 3, MIG3g: 2, MIG4g: 1, MIG7g: 1 };

/** Memory of a slice by the memory of its GPU: https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-mig-profiles.html */
const MEMORY: Readonly<Record<number, Readonly<Record<MigProfile, number>>>> = {
  80: { MIG1g: 10, MIG2g: 20, MIG3g: 40, MIG4g: 40, MIG7g: 80 },
  94: { MIG1g: 12, MIG2g: 24, MIG3g: 47, MIG4g: 47, MIG7g: 94 },
  141: { MIG1g: 18, MIG2g: 35, MIG3g: 71, MIG4g: 71, MIG7g: 141 },
};

/**
 * The slices of one node as pods ask for them, under the device plugin's strategy `mixed`.
 *
 * @throws if the GPUs of the size cannot be sliced
 */
export function migGpu(size: VmSize, profile: MigProfile): Gpu {
  const memory = MEMORY[size.gpuMemoryGib ?? 0]?.[profile];
  if (memory === undefined || size.gpus === undefined) {
    throw new Error(
      `'mig' (${profile}) needs GPUs that can be sliced, which ${size.name} has not: write an A100, H100 or H200 size, or leave 'mig' out`,
    );
  }
  return Gpu.mig(`${profile.slice('MIG'.length)}.${memory}gb`, SLICES[profile] * size.gpus);
}
