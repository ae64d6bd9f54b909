import { App, Chart } from 'cdk8s';
import {
  Checks,
  Engine,
  GpuNode,
  InferenceGateway,
  Model,
  ModelPool,
  ModelRoute,
  PodSettings,
  PodVolume,
  Weights,
} from 'cdk8s-inference-gateway';

// Weights that are not downloaded by the model servers: on a claim, in images, on any volume.
const app = new App();
const chart = new Chart(app, 'ai', { namespace: 'ai' });
const gateway = new InferenceGateway(chart, 'gateway');
const node = GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 8 });
const qwen = { model: Model.QWEN3_0_6B, engine: Engine.vllm(), node };

// #region claim
const claim = Weights.claim('models', { path: 'qwen3-0.6b' }).withCompileCache('kernels');
const onClaim = new ModelPool(chart, 'on-claim', { ...qwen, modelName: 'on-claim', weights: claim });
const checks = Checks.of(app);
checks.exists({ kind: 'PersistentVolumeClaim', namespace: 'ai', name: 'models' });
checks.exists({ kind: 'PersistentVolumeClaim', namespace: 'ai', name: 'kernels' });
// #endregion

// #region image
const artifact = Weights.ociImage('registry.example.com/models/qwen3-0.6b:v1');
const inArtifact = new ModelPool(chart, 'in-artifact', { ...qwen, modelName: 'in-artifact', weights: artifact });
const inImage = new ModelPool(chart, 'in-image', {
  ...qwen,
  modelName: 'in-image',
  engine: Engine.vllm({ image: 'registry.example.com/team/vllm-with-qwen3:v7' }),
  weights: Weights.baked('/models/qwen3-0.6b'),
});
// #endregion

// #region mounted
const mounted = new ModelPool(chart, 'mounted', {
  ...qwen,
  modelName: 'mounted',
  weights: Weights.mounted('/models/qwen3-0.6b'),
  pods: PodSettings.of({
    volumes: [PodVolume.of('models', { csi: { driver: 'blob.csi.azure.com', readOnly: true } })],
    mounts: [{ volume: 'models', path: '/models', readOnly: true }],
  }),
});
// #endregion
new ModelRoute(chart, 'everyone', { gateway, models: [onClaim, inArtifact, inImage, mounted] });

app.synth();
