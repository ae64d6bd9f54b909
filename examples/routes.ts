import { App, Chart, Duration } from 'cdk8s';
import {
  Authentication,
  Certificate,
  Checks,
  Engine,
  Exposure,
  InferenceGateway,
  Listener,
  Model,
  ModelPool,
  ModelRoute,
  ModelService,
  RequestMatch,
  TrafficClass,
} from 'cdk8s-inference-gateway';

// A public gateway, and routes by path, to a Service, and with retries.
const app = new App();
const edge = new Chart(app, 'edge', { namespace: 'edge' });
// #region gateway
const gateway = new InferenceGateway(edge, 'gateway', {
  exposure: Exposure.public(),
  authentication: Authentication.none(),
  listeners: [Listener.https('*.ai.example.com', { certificate: Certificate.issuedBy('letsencrypt') })],
  replicas: 3,
});
// #endregion

const models = new Chart(app, 'models', { namespace: 'models' });
const engine = Engine.simulator();
const chat = new ModelPool(models, 'chat', { model: Model.QWEN3_0_6B, modelName: 'chat', engine });
const embeddings = new ModelPool(models, 'embeddings', { model: Model.BGE_M3, modelName: 'embeddings', engine });

const hostnames = ['api.ai.example.com'];
const api = new ModelRoute(models, 'api', { gateway, hostnames, models: [chat] });
// #region retries
const embed = TrafficClass.of('embed', { request: Duration.seconds(30), retries: 2 });
api.addModel(embeddings, { trafficClass: embed });
// #endregion
// #region path
const emergency = new ModelRoute(models, 'emergency', { gateway, hostnames: ['emergency.ai.example.com'] });
emergency.addModel(chat, { match: RequestMatch.PATH });
// #endregion
// #region service
const rerank = new ModelService(models, 'rerank', {
  port: 80,
  targetPort: 8080,
  podLabels: { app: 'rerank' },
  modelName: 'rerank',
});
api.addService(rerank, { paths: ['/v1/rerank'] });
Checks.of(app).exists({ kind: 'Service', namespace: 'models', name: 'rerank' });
// #endregion

app.synth();
