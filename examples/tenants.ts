import { App, Chart, Duration, Size } from 'cdk8s';
import {
  Authentication,
  Certificate,
  Checks,
  Engine,
  GpuNode,
  InferenceGateway,
  Listener,
  Model,
  ModelPool,
  NamespaceQuota,
  Priority,
  RequestBudget,
  TenantRoute,
  TrafficClass,
} from 'cdk8s-inference-gateway';

// Two tenants on one gateway, each with its own hostname, keys, models, budget, priority, walls and quota.
// Without GPUs: Engine.simulator() in place of Engine.vllm().
const app = new App();
const engine = Engine.vllm();
const node = GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 4 });

// #region gateway
// Secrets that you make hold the certificate, and the hashes of the tenants' keys.
Checks.of(app).exists({ kind: 'Secret', namespace: 'ai-gateway', name: 'ai-example-com-tls' });
Checks.of(app).exists({ kind: 'Secret', namespace: 'ai-gateway', name: 'ai-shared-gateway-api-keys' });
const edge = new Chart(app, 'ai-gateway', { namespace: 'ai-gateway' });
const gateway = new InferenceGateway(edge, 'ai-shared-gateway', {
  listeners: [Listener.https('*.ai.example.com', { certificate: Certificate.fromSecret('ai-example-com-tls') })],
  authentication: Authentication.apiKeys(),
});
// #endregion

// #region pools
const models = new Chart(app, 'ai-models', { namespace: 'ai-models' });
const chat = new ModelPool(models, 'chat', { model: Model.QWEN3_0_6B, modelName: 'chat', engine, node });
const embeddings = new ModelPool(models, 'embeddings', {
  model: Model.BGE_SMALL_EN_V1_5,
  modelName: 'bge-small',
  engine,
  node,
  longestGeneration: Duration.minutes(1),
});
// #endregion
// #region tenants
const embed = TrafficClass.of('embed', { request: Duration.seconds(30), backendRequest: Duration.seconds(25) });

const resourceQuota = NamespaceQuota.of({ cpu: '20', memory: Size.gibibytes(64), pods: 50 });
const tenantA = new TenantRoute(new Chart(app, 'tenant-a', { namespace: 'tenant-a' }), 'inference', {
  gateway,
  hostnames: ['tenant-a.ai.example.com'],
  models: [chat],
  trafficClass: TrafficClass.INTERACTIVE,
  budgets: [RequestBudget.perReplica(1200, Duration.minutes(1))],
  priority: Priority.HIGH,
  resourceQuota,
});
tenantA.addModel(embeddings, { trafficClass: embed });

const tenantB = new Chart(app, 'tenant-b', { namespace: 'tenant-b' });
const hostnames = ['tenant-b.ai.example.com'];
new TenantRoute(tenantB, 'inference', {
  gateway,
  hostnames,
  models: [embeddings],
  trafficClass: embed,
  budgets: [RequestBudget.perReplica(60, Duration.minutes(1))],
  maxParallel: 16,
  resourceQuota,
});
// #endregion

app.synth();
