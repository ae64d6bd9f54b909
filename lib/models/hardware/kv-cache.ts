import { wholeNumber } from '../../private/numbers';

/** Attention that keeps keys and values of every head: figures of the model's config.json. */
export interface AttentionCache {
  /** Layers with attention (`num_hidden_layers`, where all have it). */
  readonly layers: number;
  /** Heads of keys and values (`num_key_value_heads`). */
  readonly kvHeads: number;
  /** Size of one head (`head_dim`, or `hidden_size` divided by `num_attention_heads`). */
  readonly headDim: number;
  /**
   * How many of the layers see a window of the context only.
   * @default 0
   */
  readonly slidingLayers?: number;
  /**
   * Tokens of that window (`sliding_window`).
   * @default - none, and no layer slides
   */
  readonly slidingWindow?: number;
}

/** Latent attention (MLA), as DeepSeek has it. */
export interface LatentCache {
  /** Layers (`num_hidden_layers`). */
  readonly layers: number;
  /** `kv_lora_rank` and `qk_rope_head_dim` together. */
  readonly dim: number;
}

const OWN_FIGURE = "write the figure of the model's config.json";

/** What a model keeps in GPU memory of each token of a context. */
export class KvCache {
  /**
   * Keys and values by head, split over the GPUs of a layer.
   *
   * @throws if a figure is not a whole number of 1 or more, or if more layers slide than there are
   */
  public static attention(props: AttentionCache): KvCache {
    const { layers, kvHeads, headDim, slidingLayers = 0, slidingWindow } = props;
    wholeFigures({ layers, kvHeads, headDim });
    wholeNumber('slidingLayers', slidingLayers, 0, layers, OWN_FIGURE);
    if (slidingWindow !== undefined) wholeFigures({ slidingWindow });
    if (slidingLayers > 0 !== (slidingWindow !== undefined)) {
      throw new Error(
        `'slidingLayers' (${slidingLayers}) and 'slidingWindow' (${slidingWindow ?? 'none'}) belong together: ${OWN_FIGURE}, or leave both out`,
      );
    }
    return new KvCache(layers, slidingLayers, slidingWindow ?? 0, kvHeads, 2 * headDim);
  }

  /**
   * One latent vector for all heads: every GPU of a layer holds it whole.
   *
   * @throws if a figure is not a whole number of 1 or more
   */
  public static latent({ layers, dim }: LatentCache): KvCache {
    wholeFigures({ layers, dim });
    return new KvCache(layers, 0, 0, 1, dim);
  }

  private constructor(
    /** Layers that keep something. */
    public readonly layers: number,
    /** Those of them that see a window only. */
    public readonly slidingLayers: number,
    /** Tokens of the window; 0 without one. */
    public readonly slidingWindow: number,
    /** Heads that the GPUs of a layer share. */
    public readonly kvHeads: number,
    /** Numbers that one head keeps of a token in one layer. */
    public readonly perHead: number,
  ) {}

  /**
   * Bytes of one token in one layer, on each of the GPUs that share it.
   *
   * @param bytesPerNumber 2 for 16 bit, 1 for fp8
   */
  public bytesPerLayer(tensorParallel: number, bytesPerNumber: number): number {
    return Math.max(1, Math.floor(this.kvHeads / tensorParallel)) * this.perHead * bytesPerNumber;
  }
}

function wholeFigures(figures: Record<string, number>): void {
  for (const [property, value] of Object.entries(figures)) {
    wholeNumber(property, value, 1, Number.MAX_SAFE_INTEGER, OWN_FIGURE);
  }
}
