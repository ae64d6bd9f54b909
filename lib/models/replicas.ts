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
    if (options.surge !== undefined) {
      wholeNumber('surge', options.surge, 0, Number.MAX_SAFE_INTEGER, 'write the number of pods whose GPUs are spare');
    }
    return new Replicas(count, options.surge);
  }

  private constructor(
    /** Number of pods. */
    public readonly count: number,
    /** Pods above that number during a rollout, if promised. */
    public readonly surge?: number,
  ) {}
}
