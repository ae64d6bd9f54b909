import { App, Chart } from 'cdk8s';
import {
  AdapterSource,
  Checks,
  Engine,
  GpuNode,
  InferenceGateway,
  Model,
  ModelPool,
  ModelRoute,
  SecretKey,
  Weights,
} from 'cdk8s-inference-gateway';

// A gated model on four GPUs, with two LoRA adapters that answer under names of their own.
const app = new App();
const chart = new Chart(app, 'llm', { namespace: 'llm' });
const gateway = new InferenceGateway(chart, 'gateway');

// #region gated
// Hugging Face wants a token, and an accepted licence for the account that it belongs to.
Checks.of(app).exists({ kind: 'Secret', namespace: 'llm', name: 'hf' });
const token = SecretKey.of('hf', 'token');
const llama = new ModelPool(chart, 'llama', {
  model: Model.LLAMA_3_3_70B_INSTRUCT,
  modelName: 'llama-3.3-70b',
  engine: Engine.vllm({ tensorParallel: 4, maxModelLength: 32_768 }),
  weights: Weights.huggingFace({ token }),
  node: GpuNode.azure('Standard_NC96ads_A100_v4', { maxNodes: 2 }),
});
// #endregion

// #region adapters
// One from a private repository, one from a volume that the team which trains it fills.
const revision = '5c2b1d3e7f9a4b6c8d0e1f2a3b4c5d6e7f8a9b0c';
llama.addAdapter('sql', AdapterSource.huggingFace('acme/llama-3.3-70b-sql', { revision, token }), { rank: 16 });
Checks.of(app).exists({ kind: 'PersistentVolumeClaim', namespace: 'llm', name: 'adapters' });
llama.addAdapter('support', AdapterSource.claim('adapters', { path: 'support' }), { rank: 32 });
// #endregion

new ModelRoute(chart, 'everyone', { gateway, models: [llama] });
app.synth();
