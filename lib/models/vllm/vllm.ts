import { Size } from 'cdk8s';
import { pinnedImage } from '../../private/images';
import { wholeNumber } from '../../private/numbers';
import { mebibytes } from '../../private/sizes';
import { Versions } from '../../versions';
import type { GpuNode } from '../hardware/gpu-node';
import type { _ServerContext, _ServerParts } from '../server';
import { vllmAdapters } from './vllm-adapters';
import { userArguments } from './vllm-arguments';
import { distinct, HOME, pathEnvironment, REFUSED_ENVIRONMENT, userEnvironment } from './vllm-environment';
import { checkFit } from './vllm-fit';
import { modelFlags } from './vllm-model-flags';
import { vllmResources } from './vllm-resources';

/** How vLLM serves the model. */
export interface VllmOptions {
  /**
   * Version of vLLM, such as `v0.32.0`: flags are checked against it.
   * @default - the version of the lock (`Versions.VLLM.lock`)
   */
  readonly version?: string;
  /**
   * Another image of that version, with its registry and its tag or digest, such as one with weights or plugins of your
   * own, or for GPUs that are not NVIDIA's. A registry mirror applies to it as well.
   * @default - the upstream image of `version`
   */
  readonly image?: string;
  /**
   * GPUs that one layer is split over; must divide the model's attention heads.
   * @default 1
   */
  readonly tensorParallel?: number;
  /**
   * Groups of GPUs that the layers are split over. A pod has tensorParallel x pipelineParallel GPUs.
   * @default 1
   */
  readonly pipelineParallel?: number;
  /**
   * Longest context (prompt and answer) in tokens. One that the node's GPUs cannot hold is refused, where the figures of
   * model and node are known.
   * @default - the model's own
   */
  readonly maxModelLength?: number;
  /**
   * Requests in one batch.
   * @default - vLLM's own, by GPU
   */
  readonly maxSequences?: number;
  /**
   * Share of each GPU's memory that vLLM takes: more than 0, at most 1.
   * @default 0.92
   */
  readonly gpuMemoryUtilization?: number;
  /**
   * Type of weights and activations: auto, half, float16, bfloat16, float or float32.
   * @default - vLLM's own (auto)
   */
  readonly dtype?: string;
  /**
   * Quantization method, such as `fp8` or `awq`.
   * @default - what the model's config.json says
   */
  readonly quantization?: string;
  /**
   * Type of the KV cache, such as `fp8`.
   * @default - vLLM's own (auto)
   */
  readonly kvCacheDtype?: string;
  /**
   * Size of /dev/shm. vLLM needs it as soon as it has several processes, and the usual 64 MiB end it.
   * @default Size.gibibytes(1)
   */
  readonly sharedMemory?: Size;
  /**
   * Further arguments by flag, such as `{ '--block-size': '32', '--enforce-eager': 'true' }`. Several values of one flag
   * are separated by spaces.
   * @default - none
   */
  readonly args?: { [flag: string]: string };
  /**
   * Further environment variables. Secrets do not belong here.
   * @default - none
   */
  readonly env?: { [name: string]: string };
}

const DTYPES = ['auto', 'half', 'float16', 'bfloat16', 'float', 'float32'];

/** vLLM's container, for a context. Options are checked at once, what depends on the pool is checked with it. */
export function vllm(options: VllmOptions): (context: _ServerContext) => _ServerParts {
  const version = checkedVersion(options.version ?? Versions.VLLM.lock);
  const { image } = options;
  if (image !== undefined) pinnedImage('image', image);
  const tensorParallel = wholeNumber('tensorParallel', options.tensorParallel ?? 1, 1, 64, 'write the GPUs of a layer');
  const pipelineParallel = wholeNumber('pipelineParallel', options.pipelineParallel ?? 1, 1, 64, 'write 1');
  const utilization = options.gpuMemoryUtilization ?? 0.92;
  if (!(utilization > 0 && utilization <= 1)) {
    throw new Error(`'gpuMemoryUtilization' (${utilization}) must be more than 0 and at most 1: write 0.92`);
  }
  if (options.dtype !== undefined && !DTYPES.includes(options.dtype)) {
    throw new Error(`'dtype' (${options.dtype}) must be one of ${DTYPES.join(', ')}`);
  }
  for (const property of ['maxModelLength', 'maxSequences'] as const) {
    const value = options[property];
    if (value !== undefined) wholeNumber(property, value, 1, Number.MAX_SAFE_INTEGER, 'write a number of 1 or more');
  }
  const args = userArguments(options.args ?? {}, version);
  const env = userEnvironment(options.env ?? {});
  const sharedMemoryMib = mebibytes('sharedMemory', options.sharedMemory ?? Size.gibibytes(1), 'Size.gibibytes(1)');
  const gpus = tensorParallel * pipelineParallel;

  return (context) => {
    const { model, node } = context;
    checkParallelism(context, tensorParallel, gpus);
    checkContextLength(context, options.maxModelLength);
    checkMaker(node, image);
    checkFit(context, { ...options, tensorParallel, pipelineParallel, utilization, args });
    const weights = context.weights._render(context.scope, model);
    if (weights.inImage && image === undefined) {
      throw new Error(
        `'weights' (${weights.model}) stand in the engine's image, but the upstream image has none: write Engine.vllm({ image: 'registry.example.com/team/vllm-with-weights:v7' })`,
      );
    }
    const sharedMemoryGib = Math.ceil(sharedMemoryMib / 1024);
    return {
      engineType: 'vllm',
      container: 'vllm',
      image: image ?? `${Versions.VLLM.image}:${version}`,
      command: ['vllm', 'serve', weights.model],
      args: [
        `--port=${context.port}`,
        `--served-model-name=${context.modelName}`,
        ...weights.args,
        `--tensor-parallel-size=${tensorParallel}`,
        `--pipeline-parallel-size=${pipelineParallel}`,
        `--gpu-memory-utilization=${utilization}`,
        ...flag('max-model-len', options.maxModelLength),
        ...flag('max-num-seqs', options.maxSequences),
        ...flag('dtype', options.dtype),
        ...flag('quantization', options.quantization),
        ...flag('kv-cache-dtype', options.kvCacheDtype),
        ...flag('runner', model.task === 'embed' ? 'pooling' : undefined),
        ...modelFlags(model, image === undefined ? version : undefined),
        `--shutdown-timeout=${context.longestGeneration.toSeconds()}`,
        '--allowed-origins=[]',
        '--safetensors-load-strategy=lazy',
        '--disable-access-log-for-endpoints=/health,/metrics',
        ...args,
      ],
      env: distinct([...weights.env, ...pathEnvironment(context.startupBudget)], env),
      refusedEnv: REFUSED_ENVIRONMENT,
      mounts: [
        ...weights.mounts,
        { name: 'home', mountPath: HOME, source: { emptyDir: { sizeLimit: '10Gi' } } },
        { name: 'tmp', mountPath: '/tmp', source: { emptyDir: { sizeLimit: '5Gi' } } },
        {
          name: 'shm',
          mountPath: '/dev/shm',
          source: { emptyDir: { medium: 'Memory', sizeLimit: `${sharedMemoryMib}Mi` } },
        },
      ],
      resources: vllmResources({ model, node, gpus, diskGib: weights.diskGib, sharedMemoryGib }),
      contextLength: options.maxModelLength ?? model.maxModelLength,
      gpus,
      egress: weights.egress,
      adapters: vllmAdapters(context, weights.mounts),
      mountedPath: weights.mountedPath,
    };
  };
}

function flag(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}

function checkedVersion(version: string): string {
  const numbers = (text: string) => text.slice(1).split('.').map(Number);
  const [, minor] = numbers(version);
  const [, oldest] = numbers(Versions.VLLM.oldest);
  if (!/^v0\.\d+\.\d+$/.test(version) || (minor ?? 0) < (oldest ?? 0)) {
    throw new Error(
      `'version' (${version}) of vLLM must be ${Versions.VLLM.oldest} or newer, with its patch: older ones cannot drain (no --shutdown-timeout): write '${Versions.VLLM.lock}'`,
    );
  }
  return version;
}

function checkParallelism({ model, node }: _ServerContext, tensorParallel: number, gpus: number): void {
  const { attentionHeads } = model;
  if (attentionHeads !== undefined && attentionHeads % tensorParallel !== 0) {
    const sizes = [1, 2, 4, 8, 16].filter((size) => attentionHeads % size === 0);
    throw new Error(
      `'tensorParallel' (${tensorParallel}) must divide the ${attentionHeads} attention heads of ${model.id}: write one of ${sizes.join(', ')}`,
    );
  }
  if (node.gpu.isSlice && gpus > 1) {
    throw new Error(
      `'tensorParallel' x 'pipelineParallel' (${gpus}) would split the model over slices of ${node.gpu.resourceName}, which cannot reach each other's memory: write 1, and choose a larger profile or a 'node' with whole GPUs`,
    );
  }
  if (node.gpus !== undefined && gpus > node.gpus) {
    throw new Error(
      `'tensorParallel' x 'pipelineParallel' (${gpus}) needs ${gpus} GPUs in one pod, but a node has ${node.gpus}: lower them, or choose a 'node' with ${gpus} GPUs`,
    );
  }
}

function checkMaker({ gpu }: GpuNode, image: string | undefined): void {
  if (gpu.isNvidia || image !== undefined) return;
  throw new Error(
    `'node' offers ${gpu.resourceName}, but ${Versions.VLLM.image} is built for NVIDIA: write 'image' of Engine.vllm with a build for these GPUs`,
  );
}

function checkContextLength({ model }: _ServerContext, length: number | undefined): void {
  if (length === undefined || model.maxModelLength === undefined || length <= model.maxModelLength) return;
  throw new Error(
    `'maxModelLength' (${length}) is longer than the context of ${model.id}: write ${model.maxModelLength} or less`,
  );
}
