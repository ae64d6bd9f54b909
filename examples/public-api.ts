import { App, Chart } from 'cdk8s';
import {
  Authentication,
  Certificate,
  Engine,
  Exposure,
  InferenceGateway,
  Jwks,
  Listener,
  Model,
  ModelPool,
  TenantRoute,
} from 'cdk8s-inference-gateway';

// A public API: people come with tokens of the company's login, programs with keys.
const app = new App();
const edge = new Chart(app, 'edge', { namespace: 'edge' });
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
});
// #endregion

const models = new Chart(app, 'models', { namespace: 'models' });
const chat = new ModelPool(models, 'chat', { model: Model.QWEN3_0_6B, modelName: 'chat', engine: Engine.simulator() });
new TenantRoute(new Chart(app, 'tenant-a', { namespace: 'tenant-a' }), 'inference', {
  gateway,
  hostnames: ['tenant-a.ai.example.com'],
  models: [chat],
});
app.synth();
