import { App, Chart } from 'cdk8s';
import {
  Checks,
  Engine,
  Exposure,
  GpuNode,
  InferenceGateway,
  Model,
  ModelPool,
  ModelRoute,
  SecretKey,
  Weights,
} from 'cdk8s-inference-gateway';

// Two models behind one address: the same URL and headers, told apart by `model` in the body.
// Without GPUs: Engine.simulator() in place of Engine.vllm().
const app = new App();
const engine = Engine.vllm({ maxModelLength: 8192 });
const node = GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 4 });
// Both models are gated: a Secret that you make holds the token.
Checks.of(app).exists({ kind: 'Secret', namespace: 'models', name: 'hf' });
const weights = Weights.huggingFace({ token: SecretKey.of('hf', 'token') });

const edge = new Chart(app, 'gateway', { namespace: 'gateway' });
const gateway = new InferenceGateway(edge, 'inference-gateway', { exposure: Exposure.cluster() });

const models = new Chart(app, 'models', { namespace: 'models' });
const llama = new ModelPool(models, 'llama', {
  model: Model.LLAMA_3_2_1B_INSTRUCT,
  modelName: 'llama-3.2-1b-instruct',
  engine,
  node,
  weights,
});
const gemma = new ModelPool(models, 'gemma', {
  model: Model.GEMMA_2_2B_IT,
  modelName: 'gemma-2-2b-instruct',
  engine,
  node,
  weights,
});
new ModelRoute(models, 'everyone', { gateway, models: [llama, gemma] });

app.synth();
