import { wholeNumber } from '../private/numbers';

/** Options of a fixed number of replicas. */
export interface FixedReplicasOptions {
  /**
   * Pods above the number of replicas that a rollout may start: a promise that their GPUs are free. Without it a rollout
   * takes one pod away before it starts the next, and never waits for a GPU that nobody has.
   * @default - 0 on GPUs, 1 for an engine without GPUs
   */
  readonly surge?: number;
}

/** How far somebody else scales a pool. */
export interface ExternalReplicasOptions extends FixedReplicasOptions {
  /**
   * Fewest pods that the autoscaler leaves.
   * @default 1
   */
  readonly min?: number;
  /** Most pods that the autoscaler starts: what the nodes and quotas are judged by. */
  readonly max: number;
}

/** How many model servers a pool has. */
export class Replicas {
  /**
   * A fixed number of pods.
   *
   * @param count 0 stops the pool
   * @throws if a number is not whole or below 0
   */
  public static fixed(count: number, options: FixedReplicasOptions = {}): Replicas {
    wholeNumber('replicas', count, 0, Number.MAX_SAFE_INTEGER, 'write 0 to stop the pool, 1 or more to run it');
    return new Replicas(count, count, count, checkedSurge(options.surge));
  }

  /**
   * As many pods as an autoscaler that is not rendered here says (HPA, KEDA, a person): `spec.replicas` is left out, so
   * that applying the manifests again never sets it back. A Deployment that is new, or whose manifest had a number when
   * it was last applied, starts from one pod.
   *
   * @throws if a number is not whole, if `min` is below 0, or if `max` is below 1 or below `min`
   */
  public static external(options: ExternalReplicasOptions): Replicas {
    const { min = 1, max } = options;
    wholeNumber('min', min, 0, Number.MAX_SAFE_INTEGER, 'write 0 where the autoscaler may stop the pool');
    wholeNumber('max', max, 1, Number.MAX_SAFE_INTEGER, "write the autoscaler's maximum");
    if (max < min) throw new Error(`'max' (${max}) must not be below 'min' (${min}): write ${min} or more`);
    return new Replicas(undefined, min, max, checkedSurge(options.surge));
  }

  private constructor(
    /** Number of pods; left out where an autoscaler sets it. */
    public readonly count: number | undefined,
    /** Fewest pods. */
    public readonly min: number,
    /** Most pods, without those of a rollout. */
    public readonly max: number,
    /** Pods above that number during a rollout, if promised. */
    public readonly surge?: number,
  ) {}
}

function checkedSurge(surge: number | undefined): number | undefined {
  if (surge === undefined) return undefined;
  return wholeNumber('surge', surge, 0, Number.MAX_SAFE_INTEGER, 'write the number of pods whose GPUs are spare');
}
