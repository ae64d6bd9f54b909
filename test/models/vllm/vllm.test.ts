import { Duration, Size } from 'cdk8s';
import { Engine, GpuNode, Model, ModelTask, Versions, type VllmOptions, Weights } from 'cdk8s-inference-gateway';
import { VLLM_FLAGS, VLLM_MOVED_DEFAULTS } from '../../../lib/models/vllm/vllm-flags';
import { team } from '../../programs';
import { refuses } from '../../refuses';
import { containerOf, find, flagOf } from '../../render';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

type Pool = NonNullable<NonNullable<Parameters<typeof team>[0]>['pool']>;

function deployment(options: VllmOptions = {}, pool: Pool = {}) {
  return find(team({ pool: { engine: Engine.vllm(options), ...pool } }).app, 'Deployment', 'qwen3');
}

function server(options?: VllmOptions, pool?: Pool) {
  return containerOf(deployment(options, pool));
}

const EVERYTHING: VllmOptions = {
  tensorParallel: 4,
  pipelineParallel: 2,
  maxModelLength: 8192,
  maxSequences: 64,
  gpuMemoryUtilization: 0.85,
  dtype: 'bfloat16',
  quantization: 'fp8',
  kvCacheDtype: 'fp8',
  args: { '--seed': '7', '--block-size': '32' },
};
const EMBED = Model.huggingFace('acme/embed', { task: ModelTask.EMBED, attentionHeads: 16 });

/** Names of the flags among arguments. */
function names(args: string[]): string[] {
  return args.filter((arg) => arg.startsWith('--')).map((arg) => arg.slice(2).replace(/=.*/, ''));
}

test('the arguments have one order: what the pool says, then the options, then what is fixed, then the own ones by name', () => {
  const { args } = server(EVERYTHING, {
    model: EMBED,
    modelName: 'embed',
    port: 8080,
    longestGeneration: Duration.minutes(20),
    weights: Weights.huggingFace({ revision: COMMIT }),
  });
  expect(args).toEqual([
    '--port=8080',
    '--served-model-name=embed',
    `--revision=${COMMIT}`,
    `--tokenizer-revision=${COMMIT}`,
    `--code-revision=${COMMIT}`,
    '--tensor-parallel-size=4',
    '--pipeline-parallel-size=2',
    '--gpu-memory-utilization=0.85',
    '--max-model-len=8192',
    '--max-num-seqs=64',
    '--dtype=bfloat16',
    '--quantization=fp8',
    '--kv-cache-dtype=fp8',
    '--runner=pooling',
    '--shutdown-timeout=1200',
    '--allowed-origins=[]',
    '--safetensors-load-strategy=lazy',
    '--disable-access-log-for-endpoints=/health,/metrics',
    '--block-size=32',
    '--seed=7',
  ]);
});

test('options that are left out leave the choice to vLLM', () => {
  const { args } = server({}, { model: Model.huggingFace('acme/model') });
  for (const flag of [
    'max-model-len',
    'max-num-seqs',
    'dtype',
    'quantization',
    'kv-cache-dtype',
    'runner',
    'revision',
  ]) {
    expect(names(args)).not.toContain(flag);
  }
});

test('every rendered flag is known to all versions that are accepted', () => {
  const rendered = names(server(EVERYTHING, { model: EMBED, weights: Weights.huggingFace({ revision: COMMIT }) }).args);
  expect(rendered.filter((name) => !Object.hasOwn(VLLM_FLAGS, name))).toEqual([]);
});

test('no flag is rendered twice', () => {
  const rendered = names(server(EVERYTHING).args);
  expect(rendered).toEqual([...new Set(rendered)]);
});

/** Flags whose default moved, but that are not rendered, with the reason. */
const NOT_RENDERED: Record<string, string> = {
  'cp-kv-cache-interleave-size': 'null means the old 1, and context parallelism is off',
  'dcp-comm-backend': 'null means the old ag_rs, and context parallelism is off',
  'disable-cascade-attn': 'null means the old behaviour, and 0.33.0 warns that the flag goes',
  'mamba-cache-mode': 'null means the old none, and 0.33.0 warns that the flag goes',
};

test('a flag whose default moved between versions is rendered, unless null means the old value', () => {
  const rendered = names(server().args);
  const missing = Object.keys(VLLM_MOVED_DEFAULTS).filter((name) => !rendered.includes(name));
  expect(missing).toEqual(Object.keys(NOT_RENDERED));
});

test.each(Object.keys(NOT_RENDERED))('the new default of %s is null', (name) => {
  expect(VLLM_MOVED_DEFAULTS[name]).toMatch(/: null$/);
});

test('the image is that of the lock, unless another version is asked for', () => {
  expect(server().image).toBe(`${Versions.VLLM.image}:${Versions.VLLM.lock}`);
  expect(server({ version: 'v0.18.1' }).image).toBe(`${Versions.VLLM.image}:v0.18.1`);
});

test.each([
  [1, 1],
  [2, 1],
  [4, 2],
])(
  'a pod with tensor parallel %i and pipeline parallel %i has their product in GPUs',
  (tensorParallel, pipelineParallel) => {
    const { requests, limits } = server({ tensorParallel, pipelineParallel }).resources;
    const gpus = String(tensorParallel * pipelineParallel);
    expect([requests['nvidia.com/gpu'], limits['nvidia.com/gpu']]).toEqual([gpus, gpus]);
  },
);

test('the number of GPUs stands on the pool', () => {
  expect(team({ pool: { engine: Engine.vllm({ tensorParallel: 2 }) } }).pool.gpus).toBe(2);
  expect(team().pool.gpus).toBe(0);
});

test('shared memory is large enough for several processes, and counts against the memory of the pod', () => {
  const memory = (sharedMemory?: Size) => {
    const { spec } = deployment({ sharedMemory }).spec.template;
    const mount = spec.containers[0].volumeMounts?.find(({ mountPath }) => mountPath === '/dev/shm');
    const size = spec.volumes?.find(({ name }) => name === mount?.name)?.emptyDir;
    return { size, requests: Number(spec.containers[0].resources.requests.memory.replace('Gi', '')) };
  };
  expect(memory().size).toEqual({ medium: 'Memory', sizeLimit: '1024Mi' });
  const large = memory(Size.gibibytes(8));
  expect(large.size).toEqual({ medium: 'Memory', sizeLimit: '8192Mi' });
  expect(large.requests - memory().requests).toBe(7);
});

test('home, caches and temporary files are writable although the root is not', () => {
  const { spec } = deployment().spec.template;
  const writable = spec.containers[0].volumeMounts
    ?.filter(({ readOnly }) => !readOnly)
    .map(({ mountPath }) => mountPath);
  const home = spec.containers[0].env.find(({ name }) => name === 'HOME')?.value;
  expect(writable).toEqual(expect.arrayContaining([home, '/tmp', '/dev/shm']));
});

test('every emptyDir has a limit', () => {
  const dirs = deployment().spec.template.spec.volumes?.filter(({ emptyDir }) => emptyDir) ?? [];
  expect(dirs.length).toBeGreaterThan(0);
  for (const { emptyDir } of dirs) expect(emptyDir?.sizeLimit).toMatch(/^[1-9]\d*[MG]i$/);
});

test('a context of the full length of the model is accepted', () => {
  const model = Model.huggingFace('acme/model', { maxModelLength: 4096 });
  expect(flagOf(server({ maxModelLength: 4096 }, { model }).args, 'max-model-len')).toBe('4096');
});

test.each([0.01, 0.5, 1])('%d of the GPU memory may be taken', (gpuMemoryUtilization) => {
  expect(flagOf(server({ gpuMemoryUtilization }).args, 'gpu-memory-utilization')).toBe(String(gpuMemoryUtilization));
});

for (const gpuMemoryUtilization of [0, -0.1, 1.01, 92, Number.NaN]) {
  refuses(
    `${gpuMemoryUtilization} of the GPU memory`,
    () => Engine.vllm({ gpuMemoryUtilization }),
    `'gpuMemoryUtilization' (${gpuMemoryUtilization})`,
    'more than 0 and at most 1',
    'write 0.92',
  );
}
for (const property of ['tensorParallel', 'pipelineParallel'] as const) {
  for (const value of [0, -1, 1.5, 65]) {
    refuses(
      `${value} as ${property}`,
      () => Engine.vllm({ [property]: value }),
      `'${property}' (${value})`,
      'from 1 to 64',
    );
  }
}
for (const property of ['maxModelLength', 'maxSequences'] as const) {
  for (const value of [0, -1, 1.5]) {
    refuses(
      `${value} as ${property}`,
      () => Engine.vllm({ [property]: value }),
      `'${property}' (${value})`,
      '1 or more',
    );
  }
}
refuses('an unknown dtype', () => Engine.vllm({ dtype: 'fp16' }), "'dtype' (fp16)", 'one of auto, half, float16');
for (const version of ['v0.17.1', '0.32.0', 'v0.32', 'latest', 'v1.0.0', 'v0.32.0-cu129']) {
  refuses(
    `vLLM ${version}`,
    () => Engine.vllm({ version }),
    `'version' (${version})`,
    `${Versions.VLLM.oldest} or newer`,
    `write '${Versions.VLLM.lock}'`,
  );
}
refuses(
  'a tensor parallel size that does not divide the heads of the model',
  (app) => team({ pool: { model: Model.GEMMA_2_2B_IT, engine: Engine.vllm({ tensorParallel: 3 }) } }, app),
  "'tensorParallel' (3)",
  '8 attention heads of google/gemma-2-2b-it',
  'write one of 1, 2, 4, 8',
);
refuses(
  'more GPUs than a node has',
  (app) => {
    const engine = Engine.vllm({ tensorParallel: 2, pipelineParallel: 2 });
    team({ pool: { engine, node: GpuNode.azure('Standard_NC48ads_A100_v4') } }, app);
  },
  "'tensorParallel' x 'pipelineParallel' (4)",
  'a node has 2',
  'lower them',
  "'node' with 4 GPUs",
);
refuses(
  'a context that is longer than that of the model',
  (app) => team({ pool: { engine: Engine.vllm({ maxModelLength: 40_961 }) } }, app),
  "'maxModelLength' (40961)",
  'Qwen/Qwen3-0.6B',
  'write 40960 or less',
);
refuses('no shared memory', () => Engine.vllm({ sharedMemory: Size.mebibytes(0) }), "'sharedMemory'", 'write Size.');
refuses(
  'shared memory of a fraction of a MiB',
  (app) => team({ pool: { engine: Engine.vllm({ sharedMemory: Size.kibibytes(100) }) } }, app),
  "'sharedMemory'",
  'write Size.',
);

test("another image takes the place of the version's, whose flags it still has", () => {
  const engine = Engine.vllm({ image: 'registry.example.com:5000/team/vllm:v0.32.0-cu129', version: 'v0.32.0' });
  const { image, args } = containerOf(find(team({ pool: { engine } }).app, 'Deployment', 'qwen3'));
  expect(image).toBe('registry.example.com:5000/team/vllm:v0.32.0-cu129');
  expect(args).toEqual(containerOf(find(team({ pool: { engine: Engine.vllm() } }).app, 'Deployment', 'qwen3')).args);
});

test('an image may be named by its digest alone', () => {
  const image = `registry.example.com/team/vllm@sha256:${'0a'.repeat(32)}`;
  const { app } = team({ pool: { engine: Engine.vllm({ image }) } });
  expect(containerOf(find(app, 'Deployment', 'qwen3')).image).toBe(image);
});

for (const [image, ...parts] of [
  ['vllm/vllm-openai:v0.32.0', 'with its registry'],
  ['registry.example.com/team/vllm', 'has neither tag nor digest', "'registry.example.com/team/vllm:v7'"],
  ['registry.example.com/team/vllm:latest', "the moving tag 'latest'", "'registry.example.com/team/vllm:v7'"],
  ['registry.example.com/team/vllm:nightly', "the moving tag 'nightly'"],
  ['registry.example.com/team/vllm@sha256:0a', 'with its registry'],
  ['https://registry.example.com/team/vllm:v1', 'with its registry'],
  ['registry.example.com/Team/vllm:v1', 'with its registry'],
  ['registry.example.com:v1', 'with its registry'],
]) {
  refuses(`the image '${image}'`, () => Engine.vllm({ image }), `'image' (${image})`, ...parts);
}
