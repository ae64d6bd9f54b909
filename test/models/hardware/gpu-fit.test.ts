import { Engine, Gpu, GpuNode, KvCache, Model, SecretKey, type VllmOptions, Weights } from 'cdk8s-inference-gateway';
import { type GpuFitProps, gpuFit } from '../../../lib/models/hardware/gpu-fit';
import { team } from '../../programs';
import { refuses } from '../../refuses';

const KIB = 1024;

/** KV cache by the figures of the models' config.json, as vLLM counts it: KiB of a token, all layers in full. */
const PER_TOKEN: [string, Model, number][] = [
  ['Qwen3 0.6B', Model.QWEN3_0_6B, 112],
  ['Llama 3.2 1B', Model.LLAMA_3_2_1B_INSTRUCT, 32],
  ['Llama 3.1 8B', Model.LLAMA_3_1_8B_INSTRUCT, 128],
  ['Llama 3.3 70B', Model.LLAMA_3_3_70B_INSTRUCT, 320],
  ['Gemma 2 2B', Model.GEMMA_2_2B_IT, 104],
  ['Mistral 7B', Model.MISTRAL_7B_INSTRUCT_V0_3, 128],
  ['Qwen3 30B', Model.QWEN3_30B_A3B, 96],
  ['gpt-oss 20B', Model.GPT_OSS_20B, 48],
  ['gpt-oss 120B', Model.GPT_OSS_120B, 72],
];

const LLAMA_8B: GpuFitProps = {
  weightsGib: 14.96,
  kvCache: KvCache.attention({ layers: 32, kvHeads: 8, headDim: 128 }),
  contextLength: 131_072,
  gpuMemoryGib: 80,
  utilization: 0.92,
  tensorParallel: 1,
  pipelineParallel: 1,
  kvBytes: 2,
  batchedTokens: 8192,
  windows: true,
  cudaGraphs: true,
};
const kv = (changes: Partial<GpuFitProps>) => gpuFit({ ...LLAMA_8B, ...changes }).kvCache;

test.each(PER_TOKEN)('%s keeps what its table says of a token', (_, { kvCache }, kib) => {
  expect(kvCache && kv({ kvCache, windows: false, contextLength: KIB })).toBe(kib / KIB);
});

/** GiB of one request as the classes of vLLM 0.32.0 count it (`kv_cache_interface.py`, run without PyTorch). */
test.each([
  ['Llama 3.1 8B', Model.LLAMA_3_1_8B_INSTRUCT, 131_072, 8192, 16],
  ['Llama 3.1 8B, in whole blocks', Model.LLAMA_3_1_8B_INSTRUCT, 30_001, 8192, 3.6640625],
  ['Gemma 2 2B, whose window is the context', Model.GEMMA_2_2B_IT, 8192, 2048, 0.81329345703125],
  ['Gemma 2 2B, whose window is smaller', Model.GEMMA_2_2B_IT, 8192, 1024, 0.71173095703125],
  ['gpt-oss 120B', Model.GPT_OSS_120B, 131_072, 8192, 5.06744384765625],
])('one request of %s', (_, { kvCache }, contextLength, batchedTokens, gib) => {
  expect(kv({ kvCache, contextLength, batchedTokens })).toBe(gib);
});

test('GPUs of a layer share its heads, until each has one', () => {
  expect([2, 4, 8, 16].map((tensorParallel) => kv({ tensorParallel }))).toEqual([8, 4, 2, 2]);
});

test('a latent cache is whole on every GPU', () => {
  const kvCache = KvCache.latent({ layers: 61, dim: 576 });
  expect(kv({ kvCache, contextLength: KIB })).toBeCloseTo(68.6 / KIB, 4);
  expect(kv({ kvCache, tensorParallel: 8 })).toBe(kv({ kvCache }));
});

test('stages share the layers, and fp8 halves a number', () => {
  expect(gpuFit({ ...LLAMA_8B, pipelineParallel: 2 }).weights).toBe(gpuFit(LLAMA_8B).weights / 2);
  expect([kv({ pipelineParallel: 2 }), kv({ pipelineParallel: 3 }), kv({ kvBytes: 1 })]).toEqual([
    8,
    (16 * 11) / 32,
    8,
  ]);
});

test('the longest context that is named fits, and the next step does not', () => {
  const a10 = { ...LLAMA_8B, gpuMemoryGib: 24, batchedTokens: 2048 };
  const { longest, fits } = gpuFit(a10);
  expect([longest, fits]).toEqual([32_768, false]);
  expect(gpuFit({ ...a10, contextLength: longest }).fits).toBe(true);
  expect(gpuFit({ ...a10, contextLength: longest + KIB }).fits).toBe(false);
});

test('no context is named where the weights alone are too large', () => {
  expect(gpuFit({ ...LLAMA_8B, gpuMemoryGib: 16 })).toMatchObject({ fits: false, longest: 0 });
});

const A10 = GpuNode.azure('Standard_NV36ads_A10_v5');
const weights = Weights.huggingFace({ token: SecretKey.of('hf', 'token') });

/** A program that serves a model on nodes of a kind. */
const serve = (model: Model, node: GpuNode, options: VllmOptions = {}) =>
  team({ pool: { model, node, weights, engine: Engine.vllm(options) } });
const a100 = (gpus: 24 | 48 | 96) => GpuNode.azure(`Standard_NC${gpus}ads_A100_v4`);

test.each([
  ['Llama 3.2 1B at its whole context on an A100', Model.LLAMA_3_2_1B_INSTRUCT, a100(24), {}],
  ['Llama 3.1 8B at its whole context on an A100', Model.LLAMA_3_1_8B_INSTRUCT, a100(24), {}],
  ['Llama 3.1 8B at 32,768 tokens on an A10', Model.LLAMA_3_1_8B_INSTRUCT, A10, { maxModelLength: 32_768 }],
  ['Llama 3.3 70B at its whole context on four A100', Model.LLAMA_3_3_70B_INSTRUCT, a100(96), { tensorParallel: 4 }],
  [
    'Llama 3.3 70B at 16,384 tokens on two A100',
    Model.LLAMA_3_3_70B_INSTRUCT,
    a100(48),
    { tensorParallel: 2, maxModelLength: 16_384 },
  ],
  ['gpt-oss 120B at its whole context on an H100', Model.GPT_OSS_120B, GpuNode.of({ gpuMemoryGib: 80 }), {}],
  ['gpt-oss 20B at its whole context on an A10', Model.GPT_OSS_20B, A10, {}],
  ['Qwen3 0.6B at its whole context on a T4', Model.QWEN3_0_6B, GpuNode.azure('Standard_NC4as_T4_v3'), {}],
  ['Qwen3 0.6B at its whole context on a slice', Model.QWEN3_0_6B, GpuNode.any({ gpu: Gpu.mig('1g.10gb') }), {}],
  ['what is quantized as it is loaded, which is not judged', Model.LLAMA_3_1_8B_INSTRUCT, A10, { quantization: 'fp8' }],
  [
    'weights in the memory of the node, which are not judged',
    Model.LLAMA_3_1_8B_INSTRUCT,
    A10,
    { args: { '--cpu-offload-gb': '8' } },
  ],
  ['a GPU of unknown memory', Model.LLAMA_3_3_70B_INSTRUCT, GpuNode.any(), {}],
  ['a model of unknown cache', Model.huggingFace('acme/model', { weightsGib: 99, maxModelLength: 1 }), A10, {}],
] as [string, Model, GpuNode, VllmOptions][])('accepts %s', (_, model, node, options) => {
  expect(() => serve(model, node, options)).not.toThrow();
});

refuses(
  'Llama 3.1 8B at its whole context on an A10',
  () => serve(Model.LLAMA_3_1_8B_INSTRUCT, A10),
  "'maxModelLength' (131072) of meta-llama/Llama-3.1-8B-Instruct needs about 34.1 GiB of the GPU",
  '15.3 weights + 16.0 KV cache of one request + 2.8 activations',
  'but vLLM takes 22.1 (0.92 of 24)',
  'write 32768 or less, ',
  "write 'tensorParallel' 2 on nodes with 2 GPUs",
  "choose a 'node' with more GPU memory",
);
refuses(
  'Llama 3.3 70B at its whole context on two A100',
  () => serve(Model.LLAMA_3_3_70B_INSTRUCT, a100(48), { tensorParallel: 2 }),
  'of each of the 2 GPUs',
  'write 24576 or less, ',
  "write 'tensorParallel' 4 on nodes with 4 GPUs",
);
refuses(
  'a model on a slice that is too small',
  () => serve(Model.LLAMA_3_1_8B_INSTRUCT, GpuNode.any({ gpu: Gpu.mig('1g.10gb', 7) })),
  'of 10): choose a',
);
refuses(
  'a context that only 8 bits hold, and says so',
  () => serve(Model.LLAMA_3_1_8B_INSTRUCT, A10, { maxModelLength: 60_000 }),
  "write 'kvCacheDtype' fp8",
);
for (const [what, options] of Object.entries<VllmOptions>({
  'a smaller share': { maxModelLength: 32_768, gpuMemoryUtilization: 0.9 },
  'numbers of 32 bits': { maxModelLength: 32_768, dtype: 'float32' },
  'larger steps': { maxModelLength: 32_768, args: { '--max-num-batched-tokens': '16k' } },
})) {
  refuses(
    `what just fits, with ${what}`,
    () => serve(Model.LLAMA_3_1_8B_INSTRUCT, A10, options),
    "'maxModelLength' (32768)",
  );
}
for (const args of [
  { '--kv-transfer-config': '{"kv_connector":"NixlConnector","kv_role":"kv_both"}' },
  { '--disable-hybrid-kv-cache-manager': 'true' },
] as Record<string, string>[]) {
  refuses(
    `windows that are kept in full because of ${Object.keys(args)}`,
    () => serve(Model.GPT_OSS_20B, GpuNode.of({ gpuMemoryGib: 23 }), { args }),
    '6.0 KV cache',
  );
}

test('no split is named that the heads do not allow', () => {
  const facts = {
    weightsGib: 20,
    maxModelLength: 4096,
    kvCache: KvCache.attention({ layers: 2, kvHeads: 2, headDim: 64 }),
  };
  const named = (attentionHeads: number) => () =>
    serve(Model.huggingFace('acme/model', { ...facts, attentionHeads }), A10);
  expect(named(6)).toThrow("write 'tensorParallel' 2 on nodes with 2 GPUs, or choose a 'node'");
  expect(named(5)).toThrow(/\(0.92 of 24\): choose a 'node'/);
});

test('8 bits and eager mode make room', () => {
  const args = { '--enforce-eager': 'true' };
  expect(() => serve(Model.LLAMA_3_1_8B_INSTRUCT, A10, { maxModelLength: 65_536, kvCacheDtype: 'fp8' })).not.toThrow();
  expect(() => serve(Model.LLAMA_3_1_8B_INSTRUCT, A10, { maxModelLength: 36_864, args })).not.toThrow();
});

const attention = { layers: 2, kvHeads: 2, headDim: 64 };
for (const [what, make, ...parts] of [
  ['no layers', () => KvCache.attention({ ...attention, layers: 0 }), "'layers' (0)"],
  ['half a head', () => KvCache.attention({ ...attention, kvHeads: 0.5 }), "'kvHeads' (0.5)"],
  [
    'more sliding layers than layers',
    () => KvCache.attention({ ...attention, slidingLayers: 3 }),
    "'slidingLayers' (3)",
  ],
  [
    'sliding layers without a window',
    () => KvCache.attention({ ...attention, slidingLayers: 1 }),
    "'slidingWindow' (none)",
  ],
  ['no latent dimension', () => KvCache.latent({ layers: 1, dim: 0 }), "'dim' (0)"],
] as [string, () => unknown, string][]) {
  refuses(`a cache with ${what}`, make, ...parts, "write the figure of the model's config.json");
}
