import { App, Chart } from 'cdk8s';
import { Engine, GpuNode, InferenceGateway, Listener, Model, ModelPool, TenantRoute } from 'cdk8s-inference-gateway';

// A tenant's model gets a successor: one request of ten goes to it, under the same name.
const app = new App();
const engine = Engine.vllm({ maxModelLength: 16_384 });
const node = GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 4 });

const edge = new Chart(app, 'edge', { namespace: 'edge' });
const gateway = new InferenceGateway(edge, 'gateway', { listeners: [Listener.http({ hostname: '*.ai.example.com' })] });

const models = new Chart(app, 'models', { namespace: 'models' });
const stable = new ModelPool(models, 'chat-v1', { model: Model.QWEN3_0_6B, modelName: 'chat', engine, node });
const next = new ModelPool(models, 'chat-v2', { model: Model.QWEN3_30B_A3B, modelName: 'chat', engine, node });

const shop = new TenantRoute(new Chart(app, 'shop', { namespace: 'shop' }), 'inference', {
  gateway,
  hostnames: ['shop.ai.example.com'],
});
// #region canary
// Turning the share changes rules of the route only: no pod restarts. At 100 the stable pool can go.
shop.addCanary(stable, next, 10);
// #endregion

app.synth();
