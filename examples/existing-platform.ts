import { App, Chart } from 'cdk8s';
import {
  Checks,
  Engine,
  GpuNode,
  InferenceGateway,
  Model,
  ModelPool,
  ModelRoute,
  Namespaces,
  PodSettings,
  SecretKey,
  Weights,
} from 'cdk8s-inference-gateway';

// A team's model on a platform that others own: their Gateway and their namespaces, Secret and ServiceAccount.
// Only the model and its route are rendered. What the owners must add to let requests through is printed at synth.
const app = new App();
// #region existing
Namespaces.of(app).existing('search');
const checks = Checks.of(app);
checks.exists({ kind: 'Secret', namespace: 'search', name: 'hf' });
checks.exists({ kind: 'ServiceAccount', namespace: 'search', name: 'models' });

const chart = new Chart(app, 'search', { namespace: 'search' });
const gateway = InferenceGateway.fromExisting(chart, 'gateway', {
  name: 'ai-gateway',
  namespace: 'gateway-system',
  listeners: [
    { name: 'teams', port: 443, hostname: '*.teams.example.com', namespaceLabels: { 'ai-gateway': 'teams' } },
  ],
  isolated: true,
});
// #endregion

const llama = new ModelPool(chart, 'llama', {
  model: Model.LLAMA_3_1_8B_INSTRUCT,
  modelName: 'search-llama',
  engine: Engine.vllm({ maxModelLength: 16_384 }),
  weights: Weights.huggingFace({ token: SecretKey.of('hf', 'token') }),
  node: GpuNode.azure('Standard_NC24ads_A100_v4'),
  pods: PodSettings.of({ serviceAccountName: 'models' }),
});
new ModelRoute(chart, 'models', { gateway, hostnames: ['search.teams.example.com'], models: [llama] });

app.synth();
