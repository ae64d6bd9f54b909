import { App, Chart } from 'cdk8s';
import {
  Engine,
  Gpu,
  GpuNode,
  GpuQuota,
  InferenceGateway,
  KvCache,
  Model,
  ModelPool,
  ModelRoute,
  Replicas,
} from 'cdk8s-inference-gateway';

// Three kinds of nodes under one address, and a bound on the GPUs of the namespace.
const app = new App();
const chart = new Chart(app, 'models', { namespace: 'models' });
const gateway = new InferenceGateway(chart, 'gateway');

// #region node
const h100 = GpuNode.of({
  gpu: Gpu.nvidia(8),
  gpuMemoryGib: 79.6,
  cpus: 192,
  memoryGib: 2048,
  instanceTypes: ['p5.48xlarge'],
  maxNodes: 2,
});
const qwen = new ModelPool(chart, 'qwen', {
  model: Model.QWEN3_30B_A3B,
  modelName: 'qwen',
  engine: Engine.vllm({ tensorParallel: 2, maxModelLength: 32_768 }),
  node: h100,
  replicas: Replicas.fixed(3, { surge: 1 }),
});
// #endregion

// #region slice
const small = new ModelPool(chart, 'small', {
  model: Model.BGE_SMALL_EN_V1_5,
  modelName: 'small',
  engine: Engine.vllm(),
  node: GpuNode.any({ gpu: Gpu.mig('1g.10gb') }),
  replicas: Replicas.external({ min: 1, max: 4 }),
});
// #endregion

// #region own-model
const own = new ModelPool(chart, 'own', {
  model: Model.huggingFace('team/support-8b', {
    revision: '4f1d3c5b7a9e8d6c2b0a1f3e5d7c9b8a6f4e2d1c',
    attentionHeads: 32,
    weightsGib: 15,
    maxModelLength: 131_072,
    kvCache: KvCache.attention({ layers: 32, kvHeads: 8, headDim: 128 }),
  }),
  modelName: 'own',
  engine: Engine.vllm({ maxModelLength: 16_384 }),
  node: h100,
});
// #endregion
new ModelRoute(chart, 'everyone', { gateway, models: [qwen, small, own] });

// #region quota
new GpuQuota(chart, 'gpus', { gpus: [Gpu.nvidia(10), Gpu.mig('1g.10gb', 4)] });
// #endregion

app.synth();
