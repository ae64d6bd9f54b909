import { App, Chart, JsonPatch } from 'cdk8s';
import {
  Checks,
  Engine,
  InferenceGateway,
  Model,
  ModelPool,
  ModelRoute,
  Overlay,
  PickerConfig,
  PodSettings,
  SecretKey,
} from 'cdk8s-inference-gateway';

// Four ways to change what is rendered, from the narrowest to the widest.
const app = new App();
const chart = new Chart(app, 'ai', { namespace: 'ai' });

// #region pods
const pods = PodSettings.of({
  env: { LOG_LEVEL: 'info' },
  secretEnv: { LICENSE_KEY: SecretKey.of('license', 'key') },
  sidecars: [{ name: 'logs', image: 'registry.example.com/team/log-shipper:v7' }],
  labels: { 'example.com/cost-center': '4711' },
  priorityClassName: 'production',
});
const gateway = new InferenceGateway(chart, 'gateway', { bodyRouterPods: pods });
// #endregion

// #region picker
const endpointPicker = PickerConfig.of({ replicas: 3, weights: { prefixCache: 5, loraAffinity: 0 } });
// #endregion
// #region custom-picker
const custom = PickerConfig.custom({
  plugins: [{ type: 'queue-scorer' }, { type: 'running-requests-size-scorer' }, { type: 'max-score-picker' }],
  profile: [
    { pluginRef: 'queue-scorer', weight: 2 },
    { pluginRef: 'running-requests-size-scorer' },
    { pluginRef: 'max-score-picker' },
  ],
});
// #endregion

const engine = Engine.simulator();
const chat = new ModelPool(chart, 'chat', { model: Model.QWEN3_0_6B, modelName: 'chat', engine, pods, endpointPicker });
const code = new ModelPool(chart, 'code', { model: Model.GPT_OSS_20B, engine, endpointPicker: custom });
new ModelRoute(chart, 'everyone', { gateway, models: [chat, code] });

// #region overlay
Overlay.of(chat.deployment).merge({
  spec: { template: { spec: { containers: [{ name: 'simulator', resources: { limits: { memory: '1Gi' } } }] } } },
});
chat.inferencePool.addJsonPatch(JsonPatch.add('/metadata/annotations', { 'example.com/owner': 'team-chat' }));
gateway.overlayProxyDeployment({ spec: { template: { spec: { priorityClassName: 'edge' } } } });
// #endregion

// #region accepted
code.serverPolicy.addJsonPatch(
  JsonPatch.add('/spec/ingress/-', {
    from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
    ports: [{ protocol: 'TCP', port: 8000 }],
  }),
);
Checks.of(app).warn('open-ingress', { on: code.serverPolicy, reason: 'Prometheus reads the metrics of the servers' });
Checks.of(app).exists({ kind: 'Secret', namespace: 'ai', name: 'license' });
// #endregion

app.synth();
