import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import {
  Certificate,
  Checks,
  Contract,
  Engine,
  GpuNode,
  InferenceGateway,
  Listener,
  Model,
  ModelPool,
  ModelRoute,
  PodSettings,
  Replicas,
  RequestMatch,
  SecretKey,
  Weights,
} from 'cdk8s-inference-gateway';

// A large and a small model behind one HTTPS address: by `model` in the body, or by the header x-model-class.
const app = new App();
const checks = Checks.of(app);
checks.exists({ kind: 'Secret', namespace: 'gateway-system', name: 'ai-gateway-cert' });
checks.exists({ kind: 'Secret', namespace: 'ai-inference', name: 'hf' });

const edge = new Chart(app, 'gateway-system', { namespace: 'gateway-system' });
const gateway = new InferenceGateway(edge, 'ai-gateway', {
  listeners: [Listener.https('llm.ai.example.com', { certificate: Certificate.fromSecret('ai-gateway-cert') })],
});

const models = new Chart(app, 'ai-inference', { namespace: 'ai-inference' });
const pods = PodSettings.of({ labels: { 'serving-framework': 'vllm' } });
// #region pools
const large = new ModelPool(models, 'llama-3-70b', {
  model: Model.LLAMA_3_3_70B_INSTRUCT,
  modelName: 'llama-3-70b',
  engine: Engine.vllm({ tensorParallel: 4, maxModelLength: 8192, gpuMemoryUtilization: 0.9 }),
  weights: Weights.huggingFace({ token: SecretKey.of('hf', 'token') }),
  node: GpuNode.azure('Standard_NC96ads_A100_v4', { maxNodes: 3 }),
  replicas: Replicas.fixed(3),
  pods,
});
const small = new ModelPool(models, 'mistral-7b', {
  model: Model.MISTRAL_7B_INSTRUCT_V0_3,
  modelName: 'mistral-7b-instruct',
  engine: Engine.vllm({ maxModelLength: 8192 }),
  node: GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 4 }),
  pods,
});
// #endregion

// #region routes
const route = new ModelRoute(models, 'models', { gateway, hostnames: ['llm.ai.example.com'], models: [large, small] });
route.addModel(large, { match: RequestMatch.header('x-model-class', 'large') });
route.addModel(small, { match: RequestMatch.header('x-model-class', 'small') });
// #endregion

// #region contract
app.synth();
writeFileSync(join(app.outdir, 'CONTRACT.md'), Contract.of(app).toMarkdown());
// #endregion
