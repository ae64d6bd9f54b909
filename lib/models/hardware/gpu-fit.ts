import type { KvCache } from './kv-cache';

/** What one GPU of a model server has to hold. */
export interface GpuFitProps {
  readonly weightsGib: number;
  readonly kvCache: KvCache;
  /** Longest context in tokens: vLLM starts only if one such request fits. */
  readonly contextLength: number;
  readonly gpuMemoryGib: number;
  /** Share of the memory that vLLM takes. */
  readonly utilization: number;
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  /** Bytes of a number in the KV cache. */
  readonly kvBytes: number;
  /** Tokens that one step computes. */
  readonly batchedTokens: number;
  /** Whether layers with a window keep only that window. */
  readonly windows: boolean;
  readonly cudaGraphs: boolean;
}

/** What that adds up to, in GiB of one GPU. */
export interface GpuFit {
  readonly weights: number;
  /** KV cache of one request of the whole context. */
  readonly kvCache: number;
  /** Activations, CUDA graphs, libraries. */
  readonly overhead: number;
  readonly needed: number;
  readonly budget: number;
  readonly fits: boolean;
  /** Longest context that fits, in steps of 1,024 tokens; 0 where none does. */
  readonly longest: number;
}

const GIB = 1024 ** 3;
/** Measured by KAITO with vLLM 0.10.1: weights with their padding, activations, libraries outside of PyTorch. */
const PADDING = 1.02;
const ACTIVATIONS_GIB = 1.7;
const LIBRARIES_GIB = 0.6;
/** Counted within the share since vLLM 0.20: an estimate. */
const CUDA_GRAPHS_GIB = 0.5;
/** The measured activations hold up to so many tokens; each further one takes at least what small models need. */
const MEASURED_TOKENS = 8192;
const BYTES_PER_FURTHER_TOKEN = 64 * 1024;
/** Tokens of a block of the KV cache, as vLLM has it on GPUs. */
const BLOCK = 16;
const STEP = 1024;

/**
 * Whether a model server starts on its GPUs, by the rule of vLLM's `gpu_worker.py` and `kv_cache_interface.py`: the share
 * of the memory must hold the weights, what a step needs, and the KV cache of one request of the whole context.
 */
export function gpuFit(props: GpuFitProps): GpuFit {
  const weights = (PADDING * props.weightsGib) / (props.tensorParallel * props.pipelineParallel);
  const overhead = overheadGib(props);
  const budget = props.gpuMemoryGib * props.utilization;
  const kvCache = requestGib(props, props.contextLength);
  const needed = weights + overhead + kvCache;
  const fits = needed <= budget;
  return {
    weights,
    kvCache,
    overhead,
    needed,
    budget,
    fits,
    longest: fits ? props.contextLength : longest(props, budget - weights - overhead),
  };
}

function overheadGib({ batchedTokens, cudaGraphs }: GpuFitProps): number {
  const further = (Math.max(0, batchedTokens - MEASURED_TOKENS) * BYTES_PER_FURTHER_TOKEN) / GIB;
  return ACTIVATIONS_GIB + further + LIBRARIES_GIB + (cudaGraphs ? CUDA_GRAPHS_GIB : 0);
}

/** KV cache of one request on the GPU that has most layers. */
function requestGib(props: GpuFitProps, tokens: number): number {
  const { kvCache, pipelineParallel } = props;
  const sliding = props.windows ? kvCache.slidingLayers : 0;
  const blocks = (count: number) => Math.ceil(count / BLOCK);
  // A window is freed only when the steps that are under way are done.
  const inFlight = (pipelineParallel + 1) * props.batchedTokens;
  const window = Math.min(kvCache.slidingWindow - 1 + inFlight, tokens);
  const total =
    (Math.ceil((kvCache.layers - sliding) / pipelineParallel) * blocks(tokens) +
      Math.ceil(sliding / pipelineParallel) * (blocks(window) + 1)) *
    BLOCK;
  return (total * kvCache.bytesPerLayer(props.tensorParallel, props.kvBytes)) / GIB;
}

function longest(props: GpuFitProps, availableGib: number): number {
  let [fitting, tooLong] = [0, Math.ceil(props.contextLength / STEP)];
  while (tooLong - fitting > 1) {
    const middle = Math.floor((fitting + tooLong) / 2);
    if (requestGib(props, middle * STEP) <= availableGib) fitting = middle;
    else tooLong = middle;
  }
  return fitting * STEP;
}
