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

// Every way in which a route can lead requests to a model.
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
const chatNext = new ModelPool(models, 'chat-next', { model: Model.QWEN3_30B_A3B, modelName: 'chat', engine });
const large = new ModelPool(models, 'large', { model: Model.GPT_OSS_20B, modelName: 'large', engine });
const embeddings = new ModelPool(models, 'embeddings', { model: Model.BGE_M3, modelName: 'embeddings', engine });

// #region canary
const hostnames = ['api.ai.example.com'];
const api = new ModelRoute(models, 'api', { gateway, hostnames });
api.addCanary(chat, chatNext, 10);
// #endregion
// #region header
api.addModel(large, { match: RequestMatch.header('x-model-class', 'large') });
// #endregion
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
