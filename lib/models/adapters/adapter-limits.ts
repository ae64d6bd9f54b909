import { wholeNumber } from '../../private/numbers';

/** Ranks that vLLM makes room for (`--max-lora-rank`). */
const RANKS = [1, 8, 16, 32, 64, 128, 256, 320, 512];
/** Adapters in one batch by default: each takes GPU memory, whether it is asked for or not. */
const DEFAULT_MAX_LORAS = 4;

/** Room for adapters, which is taken from the KV cache. */
export interface AdapterLimitsProps {
  /**
   * Adapters in one batch; requests for others wait.
   * @default - as many as the pool has, at most 4
   */
  readonly maxLoras?: number;
  /**
   * Highest rank of an adapter: 1, 8, 16, 32, 64, 128, 256, 320 or 512.
   * @default - the lowest of these that holds every adapter of the pool
   */
  readonly maxLoraRank?: number;
}

/** Room for the LoRA adapters of a pool. Set it where adding an adapter must not change the room for requests. */
export class AdapterLimits {
  /**
   * Limits, each of which is computed where it is left out.
   *
   * @throws if a number is out of its range
   */
  public static of(props: AdapterLimitsProps): AdapterLimits {
    const { maxLoras, maxLoraRank } = props;
    if (maxLoras !== undefined) wholeNumber('maxLoras', maxLoras, 1, 1000, 'write 4');
    if (maxLoraRank !== undefined && !RANKS.includes(maxLoraRank)) {
      throw new Error(`'maxLoraRank' (${maxLoraRank}) must be one of ${RANKS.join(', ')}: write 16`);
    }
    return new AdapterLimits(maxLoras, maxLoraRank);
  }

  private constructor(
    /** Adapters in one batch, if set. */
    public readonly maxLoras?: number,
    /** Highest rank of an adapter, if set. */
    public readonly maxLoraRank?: number,
  ) {}

  /**
   * Adapters in one batch, for a pool of so many.
   *
   * @internal
   */
  public _maxLoras(count: number): number {
    return this.maxLoras ?? Math.min(count, DEFAULT_MAX_LORAS);
  }

  /**
   * Room for the highest of these ranks.
   *
   * @internal
   */
  public _maxLoraRank(ranks: number[]): number {
    const highest = Math.max(...ranks);
    return this.maxLoraRank ?? RANKS.find((rank) => rank >= highest) ?? highest;
  }

  /**
   * Checks the rank of one adapter.
   *
   * @internal
   */
  public _check(adapter: string, rank: number): void {
    wholeNumber('rank', rank, 1, 512, `write 'r' of the adapter_config.json of '${adapter}'`);
    if (this.maxLoraRank !== undefined && rank > this.maxLoraRank) {
      throw new Error(
        `'rank' (${rank}) of adapter '${adapter}' is above 'maxLoraRank' (${this.maxLoraRank}) of its pool: raise it to ${RANKS.find((room) => room >= rank)}`,
      );
    }
  }
}
