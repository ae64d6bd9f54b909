import { type GpuFit, type GpuFitProps, gpuFit } from '../hardware/gpu-fit';
import type { _ServerContext } from '../server';

/** What decides whether a model server starts on its GPUs. */
export interface VllmFitOptions {
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  readonly utilization: number;
  readonly maxModelLength?: number;
  readonly dtype?: string;
  readonly quantization?: string;
  readonly kvCacheDtype?: string;
  /** The user's own arguments as they are rendered. */
  readonly args: string[];
}

/** Flags with which only vLLM itself knows what a GPU holds. */
const NOT_JUDGED = [
  'cpu-offload-gb',
  'decode-context-parallel-size',
  'hf-overrides',
  'kv-cache-dtype-skip-layers',
  'kv-cache-memory-bytes',
  'num-gpu-blocks-override',
  'offload-backend',
  'offload-group-size',
  'prefill-context-parallel-size',
];
const KV_BYTES: Readonly<Record<string, number>> = {
  bfloat16: 2,
  float16: 2,
  fp8: 1,
  fp8_e4m3: 1,
  fp8_e5m2: 1,
};
const FACTORS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/**
 * Refuses a context that the GPUs cannot hold, where all figures are known: weights and KV cache of the model, memory of
 * the node's GPUs, and nothing that changes them in a way that only vLLM knows.
 *
 * @throws if it does not fit
 */
export function checkFit(context: _ServerContext, options: VllmFitOptions): void {
  const props = fitProps(context, options);
  if (props === undefined) return;
  const fit = gpuFit(props);
  if (!fit.fits) throw new Error(misfit(context, props, fit));
}

function fitProps({ model, node }: _ServerContext, options: VllmFitOptions): GpuFitProps | undefined {
  const { weightsGib, kvCache } = model;
  const { gpuMemoryGib } = node;
  const { args, quantization } = options;
  const contextLength = options.maxModelLength ?? model.maxModelLength;
  const kvBytes = bytesOf(options);
  if (weightsGib === undefined || kvCache === undefined || gpuMemoryGib === undefined) return undefined;
  if (contextLength === undefined || kvBytes === undefined || quantization !== undefined) return undefined;
  if (NOT_JUDGED.some((flag) => argument(args, flag) !== undefined)) return undefined;
  return {
    weightsGib,
    kvCache,
    contextLength,
    gpuMemoryGib,
    kvBytes,
    utilization: options.utilization,
    tensorParallel: options.tensorParallel,
    pipelineParallel: options.pipelineParallel,
    batchedTokens: batchedTokens(args, gpuMemoryGib),
    windows: argument(args, 'kv-transfer-config') === undefined && !args.includes('--disable-hybrid-kv-cache-manager'),
    cudaGraphs: !args.includes('--enforce-eager'),
  };
}

function argument(args: string[], flag: string): string | undefined {
  return args.find((arg) => arg.startsWith(`--${flag}=`))?.slice(flag.length + 3);
}

function bytesOf({ dtype, kvCacheDtype = 'auto' }: VllmFitOptions): number | undefined {
  if (kvCacheDtype === 'auto') return dtype === 'float32' || dtype === 'float' ? 4 : 2;
  return Object.hasOwn(KV_BYTES, kvCacheDtype) ? KV_BYTES[kvCacheDtype] : undefined;
}

/** vLLM's own default depends on the GPU (`get_batch_defaults`); an A100 has less, which its memory does not show. */
function batchedTokens(args: string[], gpuMemoryGib: number): number {
  const [, digits, unit = ''] = /^([\d.]+)(\w?)$/.exec(argument(args, 'max-num-batched-tokens') ?? '') ?? [];
  if (digits !== undefined) return Number(digits) * (FACTORS[unit] ?? 1);
  return gpuMemoryGib >= 70 ? 8192 : 2048;
}

function misfit({ model, node }: _ServerContext, props: GpuFitProps, fit: GpuFit): string {
  const { contextLength, tensorParallel, pipelineParallel, gpuMemoryGib, utilization } = props;
  const gib = (value: number) => value.toFixed(1);
  const gpus = tensorParallel * pipelineParallel;
  const each = gpus === 1 ? 'of the GPU' : `of each of the ${gpus} GPUs`;
  const sum = `${gib(fit.weights)} weights + ${gib(fit.kvCache)} KV cache of one request + ${gib(fit.overhead)} activations, CUDA graphs and libraries`;
  const remedies = [
    ...(fit.longest > 0 ? [`write ${fit.longest} or less`] : []),
    ...(node.gpu.isSlice ? [] : wider(model.attentionHeads, props)),
    ...(props.kvBytes > 1 && gpuFit({ ...props, kvBytes: 1 }).fits ? ["write 'kvCacheDtype' fp8"] : []),
    "choose a 'node' with more GPU memory",
  ];
  return `'maxModelLength' (${contextLength}) of ${model.id} needs about ${gib(fit.needed)} GiB ${each} (${sum}), but vLLM takes ${gib(fit.budget)} (${utilization} of ${gpuMemoryGib}): ${remedies.join(', or ')}`;
}

/** The smallest tensor parallel size with which the context fits. */
function wider(attentionHeads: number | undefined, props: GpuFitProps): string[] {
  const size = [2, 4, 8, 16].find(
    (tensorParallel) =>
      (attentionHeads ?? tensorParallel) % tensorParallel === 0 && gpuFit({ ...props, tensorParallel }).fits,
  );
  return size === undefined
    ? []
    : [`write 'tensorParallel' ${size} on nodes with ${size * props.pipelineParallel} GPUs`];
}
