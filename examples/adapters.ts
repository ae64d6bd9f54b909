import { App, Chart } from 'cdk8s';
import {
  AdapterLimits,
  AdapterSource,
  Engine,
  GpuNode,
  InferenceGateway,
  Model,
  ModelPool,
  ModelRoute,
} from 'cdk8s-inference-gateway';

// Two LoRA adapters beside their base model, under names of their own.
// Without GPUs: Engine.simulator() in place of Engine.vllm().
const app = new App();
const chart = new Chart(app, 'ai', { namespace: 'ai' });
const gateway = new InferenceGateway(chart, 'gateway');

// #region adapters
const pool = new ModelPool(chart, 'mistral', {
  model: Model.MISTRAL_7B_INSTRUCT_V0_3,
  modelName: 'mistral',
  engine: Engine.vllm({ maxModelLength: 8192 }),
  node: GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 2 }),
  adapterLimits: AdapterLimits.of({ maxLoras: 4, maxLoraRank: 32 }),
});
// Files on a volume that all pods can read.
pool.addAdapter('mistral-sql', AdapterSource.claim('adapters', { path: 'sql/v3' }), { rank: 16 });
// Downloaded at the start of every pod.
pool.addAdapter(
  'mistral-support',
  AdapterSource.huggingFace('team/mistral-support-lora', { revision: '0123456789abcdef0123456789abcdef01234567' }),
  { rank: 32 },
);
new ModelRoute(chart, 'everyone', { gateway, models: [pool] });
// #endregion

app.synth();
