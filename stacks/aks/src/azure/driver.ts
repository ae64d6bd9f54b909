import { shortName } from './short-name';
import type { VmSize } from './vm-size';

/** Driver branches of AKS's node images, as of 2026-11-21. */
export const AKS_DRIVERS = {
  /** R580 LTS since July 2026: https://github.com/Azure/AgentBaker/pull/8811 */
  cuda: 580,
  /** Sizes with vGPUs, which take no other driver: https://github.com/Azure/AKS/issues/5875 */
  grid: 570,
} as const;

/** The vLLM image that models run in, as Kubernetes pulls it. */
export interface DriverCheck {
  /** Name of the pool. */
  readonly pool: string;
  readonly size: VmSize;
  readonly driver: 'Install' | 'None';
  /** Such as `docker.io/vllm/vllm-openai:v0.32.0`. */
  readonly image: string;
}

interface Cuda {
  readonly version: number;
  /** Oldest branch that runs it. */
  readonly branch: number;
}

/** CUDA of vLLM's own images, by their tag: 13.0 from v0.20 on, 12.9 before and where the tag says `-cu129`. */
export function cudaOf(image: string): Cuda | undefined {
  const [, minor, variant] = /vllm-openai:v0\.(\d+)\.\d+(?:-cu(\d\d))?/.exec(image) ?? [];
  if (minor === undefined) return undefined;
  const version = variant === undefined ? (Number(minor) >= 20 ? 13 : 12) : Number(variant);
  return { version, branch: version >= 13 ? 580 : 525 };
}

/** Why an image does not start on the nodes of a pool, with the remedy; nothing where it does, or where its CUDA is not known. */
export function driverFault({ pool, size, driver, image }: DriverCheck): string | undefined {
  const cuda = cudaOf(image);
  if (cuda === undefined || driver === 'None' || size.driver === 'none') return undefined;
  const branch = AKS_DRIVERS[size.driver];
  if (branch >= cuda.branch) return undefined;
  return `'vmSize' of '${pool}' (${shortName(size.name)}) has the ${size.driver.toUpperCase()} driver R${branch} of AKS, but ${image} is CUDA ${cuda.version} and needs R${cuda.branch} or newer: write an image with CUDA 12 (its tag with '-cu129'), or another size, such as Standard_NC24ads_A100_v4`;
}
