import { wholeNumber } from '../../private/numbers';

const NVIDIA = 'nvidia.com/gpu';
const RESOURCE = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;
/** Compute slices and memory of a profile, with the media extension (`+me`) that device plugins write as `.me`. */
const MIG_PROFILE = /^([1-7])g\.([1-9]\d*)gb(\.me)?$/;

/** A kind of GPU as Kubernetes knows it (an extended resource), and how many of it there are. */
export class Gpu {
  /**
   * Whole GPUs of NVIDIA: `nvidia.com/gpu`. Also MIG slices where the device plugin's strategy is `single`.
   *
   * @param count GPUs of one node; left out where nodes differ or where it is not known
   * @throws if the count is not a whole number of 1 or more
   */
  public static nvidia(count?: number): Gpu {
    return new Gpu(NVIDIA, count, undefined);
  }

  /**
   * Slices of NVIDIA GPUs, where the device plugin's strategy is `mixed`: `nvidia.com/mig-<profile>`. A pod takes one
   * slice, since slices do not reach each other.
   *
   * @param profile such as `1g.10gb`
   * @param count slices of one node; left out where it is not known
   * @throws if the profile cannot be one, or the count is not a whole number of 1 or more
   */
  public static mig(profile: string, count?: number): Gpu {
    const memory = MIG_PROFILE.exec(profile)?.[2];
    if (memory === undefined) {
      throw new Error(
        `'profile' (${profile}) must be a MIG profile, its slices of compute and its memory: write '1g.10gb'`,
      );
    }
    return new Gpu(`nvidia.com/mig-${profile}`, count, Number(memory));
  }

  /**
   * Any other extended resource, such as `amd.com/gpu` or a shared `nvidia.com/gpu.shared`.
   *
   * vLLM's image of the lock is built for NVIDIA: name another with `image` of `Engine.vllm`. On many nodes AMD's devices
   * belong to the group `render`, which the pods need as a supplemental group (an overlay of the Deployment).
   *
   * @param name name of the resource with its domain
   * @param count GPUs of one node; left out where it is not known
   * @throws if the name is no extended resource, or the count is not a whole number of 1 or more
   */
  public static resource(name: string, count?: number): Gpu {
    const [domain = ''] = name.split('/');
    if (!RESOURCE.test(name) || domain.endsWith('kubernetes.io')) {
      throw new Error(`'name' (${name}) must be an extended resource with its domain: write 'amd.com/gpu'`);
    }
    return new Gpu(name, count, undefined);
  }

  private constructor(
    /** Name of the resource that pods ask for. */
    public readonly resourceName: string,
    /** How many there are, if known. */
    public readonly count: number | undefined,
    /** Memory of one in GiB, where the name says it. */
    public readonly memoryGib: number | undefined,
  ) {
    if (count !== undefined) {
      wholeNumber('count', count, 1, Number.MAX_SAFE_INTEGER, `write the number of ${resourceName}`);
    }
  }

  /** Whether it is a part of a GPU. */
  public get isSlice(): boolean {
    return this.resourceName.startsWith('nvidia.com/mig-');
  }

  /** Whether it is made by NVIDIA. */
  public get isNvidia(): boolean {
    return this.resourceName.startsWith('nvidia.com/');
  }
}
