import { GpuNode } from 'cdk8s-inference-gateway';

/** Which driver AKS puts on the nodes of a size; `none` where it installs none. */
export type NodeDriver = 'cuda' | 'grid' | 'none';

/** What quota, price and driver ask of a size of Azure. */
export interface VmSize {
  readonly name: string;
  /** Name of the quota of its vCPUs, as `az vm list-usage` has it. */
  readonly family: string;
  readonly vcpus: number;
  /** Whole GPUs; 0 on a size without any, undefined on a GPU size that the library does not know. */
  readonly gpus: number | undefined;
  readonly gpuMemoryGib?: number;
  readonly driver: NodeDriver;
}

/**
 * Quota names do not follow from names of sizes where GPUs are: these are those of `az vm list-usage`, as
 * https://learn.microsoft.com/azure/virtual-machines/quotas and Azure's list of SKUs have them (read 2026-11-21).
 */
const GPU_FAMILIES: readonly { readonly size: RegExp; readonly family: string; readonly driver: NodeDriver }[] = [
  { size: /^Standard_NC\d+as_T4_v3$/, family: 'Standard NCASv3_T4 Family', driver: 'cuda' },
  { size: /^Standard_NV\d+adm?s_A10_v5$/, family: 'StandardNVADSA10v5Family', driver: 'grid' },
  { size: /^Standard_NC\d+ads_A100_v4$/, family: 'StandardNCADSA100v4Family', driver: 'cuda' },
  { size: /^Standard_NC\d+adi?s_H100_v5$/, family: 'StandardNCadsH100v5Family', driver: 'cuda' },
  { size: /^Standard_ND\d+isr_H100_v5$/, family: 'standardNDSH100v5Family', driver: 'cuda' },
  { size: /^Standard_ND\d+isr_H200_v5$/, family: 'standardNDISRH200V5Family', driver: 'cuda' },
];

/** Series, vCPUs, features, accelerator, version: https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions */
const NAME = /^Standard_([A-Z]+)(\d+)(?:-\d+)?([a-z]*)(_[A-Za-z0-9_]+)?_v(\d+)$/;

/**
 * Reads a size.
 *
 * @throws if the name is none of a size with a version, whose vCPUs could be read from it
 */
export function vmSize(name: string): VmSize {
  const [, series = '', vcpus, features = '', accelerator = '', version] = NAME.exec(name) ?? [];
  if (vcpus === undefined) {
    throw new Error(
      `'vmSize' (${name}) is no size of Azure with a version: write one such as Standard_D4ads_v5 or ${GpuNode.AZURE_SIZES[0]}`,
    );
  }
  const listed = GPU_FAMILIES.find(({ size }) => size.test(name));
  const known = GpuNode.AZURE_SIZES.includes(name) ? GpuNode.azure(name) : undefined;
  const gpuSize = series.startsWith('N');
  return {
    name,
    family:
      listed?.family ?? `standard${series}${features.toUpperCase()}${accelerator.replace(/_/g, '')}v${version}Family`,
    vcpus: known?.cpus ?? Number(vcpus),
    gpus: gpuSize ? known?.gpus : 0,
    gpuMemoryGib: known?.gpuMemoryGib,
    driver: listed?.driver ?? (gpuSize ? 'cuda' : 'none'),
  };
}
