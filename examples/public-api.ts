import { App, Chart, Duration } from 'cdk8s';
import {
  Authentication,
  Certificate,
  Checks,
  CounterStore,
  Engine,
  Exposure,
  InferenceGateway,
  Jwks,
  Listener,
  Model,
  ModelPool,
  PickerConfig,
  PickerTransport,
  Priority,
  RateLimiter,
  RequestBudget,
  SecretKey,
  TenantRoute,
} from 'cdk8s-inference-gateway';

// A public API: people come with tokens of the company's login, programs with keys; what they may ask is counted exactly.
const app = new App();
const edge = new Chart(app, 'edge', { namespace: 'edge' });
for (const name of ['gateway-api-keys', 'counter-store', 'counter-store-tls']) {
  Checks.of(app).exists({ kind: 'Secret', namespace: 'edge', name });
}
// #region limiter
const rateLimiter = new RateLimiter(edge, 'rate-limiter', {
  store: CounterStore.valkey({
    certificate: 'counter-store-tls',
    password: SecretKey.of('counter-store', 'password'),
  }),
});
// #endregion
// #region gateway
const gateway = new InferenceGateway(edge, 'gateway', {
  exposure: Exposure.public(),
  listeners: [Listener.https('*.ai.example.com', { certificate: Certificate.issuedBy('letsencrypt') })],
  authentication: Authentication.anyOf(
    Authentication.jwt({
      issuer: 'https://login.example.com',
      audiences: ['inference'],
      jwks: Jwks.uri('https://login.example.com/.well-known/jwks.json'),
    }),
    Authentication.apiKeys(),
  ),
  rateLimiter,
});
// #endregion

const models = new Chart(app, 'models', { namespace: 'models' });
// #region transport
Checks.of(app).exists({ kind: 'ConfigMap', namespace: 'models', name: 'internal-ca' });
const transport = PickerTransport.verified({
  certificate: Certificate.issuedBy('internal-ca'),
  caConfigMap: 'internal-ca',
});
const chat = new ModelPool(models, 'chat', {
  model: Model.QWEN3_0_6B,
  modelName: 'chat',
  engine: Engine.simulator(),
  endpointPicker: PickerConfig.of({ transport }),
});
// #endregion
// #region tenants
new TenantRoute(new Chart(app, 'tenant-a', { namespace: 'tenant-a' }), 'inference', {
  gateway,
  hostnames: ['tenant-a.ai.example.com'],
  models: [chat],
  priority: Priority.HIGH,
  budgets: [RequestBudget.exact(600, Duration.minutes(1)), RequestBudget.exact(20_000, Duration.days(1))],
});
new TenantRoute(new Chart(app, 'batch', { namespace: 'batch' }), 'inference', {
  gateway,
  hostnames: ['batch.ai.example.com'],
  models: [chat],
  priority: Priority.SHEDDABLE,
  budgets: [RequestBudget.perReplica(60, Duration.minutes(1)).forModel(chat)],
});
// #endregion
app.synth();
