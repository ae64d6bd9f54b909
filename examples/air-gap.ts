import { App, Chart } from 'cdk8s';
import {
  Checks,
  Cluster,
  ConfigMapKey,
  EgressProxy,
  Engine,
  GpuNode,
  HuggingFaceEndpoint,
  InferenceGateway,
  Model,
  ModelPool,
  ModelRoute,
  PodSettings,
  PodVolume,
  Registry,
  TrustBundle,
  Weights,
} from 'cdk8s-inference-gateway';

// A cluster without a way to the internet but through one proxy and one registry.
// Without GPUs: Engine.simulator() in place of Engine.vllm().
const app = new App();
// #region cluster
Cluster.define(app, {
  registry: Registry.mirror('registry.example.com/mirror', { pullSecret: 'registry' }),
  huggingFace: HuggingFaceEndpoint.of('https://hf.example.com', { cidrs: ['10.20.0.11/32'] }),
  egressProxy: EgressProxy.of({
    httpsProxy: 'http://proxy.example.com:3128',
    cidrs: ['10.20.0.10/32'],
    noProxy: ['.corp.example.com'],
  }),
  trustBundle: TrustBundle.fromConfigMap(ConfigMapKey.of('company-authorities', 'ca.crt')),
  apiServer: { cidrs: ['10.1.0.4/32'] },
});
// #endregion

const chart = new Chart(app, 'ai', { namespace: 'ai' });
const gateway = new InferenceGateway(chart, 'gateway');
const node = GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 10 });
const model = Model.QWEN3_0_6B;

// #region download
const downloaded = new ModelPool(chart, 'downloaded', {
  model,
  modelName: 'downloaded',
  engine: Engine.vllm(),
  node,
  weights: Weights.huggingFace(),
});
// #endregion
// #region claim
const onVolume = new ModelPool(chart, 'on-volume', {
  model,
  modelName: 'on-volume',
  engine: Engine.vllm(),
  node,
  weights: Weights.claim('models', { path: 'qwen3-0.6b' }).withCompileCache('kernels'),
});
// #endregion
// #region image
const inArtifact = new ModelPool(chart, 'in-artifact', {
  model,
  modelName: 'in-artifact',
  engine: Engine.vllm(),
  node,
  weights: Weights.ociImage('registry.example.com/models/qwen3-0.6b:v1'),
});
const inImage = new ModelPool(chart, 'in-image', {
  model,
  modelName: 'in-image',
  engine: Engine.vllm({ image: 'registry.example.com/team/vllm-with-qwen3:v7' }),
  node,
  weights: Weights.baked('/models/qwen3-0.6b'),
});
// #endregion
// #region mounted
const onBlobs = new ModelPool(chart, 'on-blobs', {
  model,
  modelName: 'on-blobs',
  engine: Engine.vllm(),
  node,
  weights: Weights.mounted('/models/qwen3-0.6b'),
  pods: PodSettings.of({
    volumes: [PodVolume.of('models', { csi: { driver: 'blob.csi.azure.com', readOnly: true } })],
    mounts: [{ volume: 'models', path: '/models', readOnly: true }],
  }),
});
// #endregion
new ModelRoute(chart, 'everyone', { gateway, models: [downloaded, onVolume, inArtifact, inImage, onBlobs] });

// #region exists
Checks.of(app).exists({ kind: 'PersistentVolumeClaim', namespace: 'ai', name: 'models' });
Checks.of(app).exists({ kind: 'PersistentVolumeClaim', namespace: 'ai', name: 'kernels' });
Checks.of(app).exists({ kind: 'ConfigMap', namespace: 'ai', name: 'company-authorities' });
Checks.of(app).exists({ kind: 'Secret', namespace: 'ai', name: 'registry' });
// #endregion

app.synth();
