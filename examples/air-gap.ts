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
  Registry,
  TrustBundle,
} from 'cdk8s-inference-gateway';

// A cluster that reaches a registry, a mirror of Hugging Face and one proxy, and nothing else.
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

// #region exists
const checks = Checks.of(app);
checks.exists({ kind: 'Secret', namespace: 'ai', name: 'registry' });
checks.exists({ kind: 'ConfigMap', namespace: 'ai', name: 'company-authorities' });
// #endregion

const chart = new Chart(app, 'ai', { namespace: 'ai' });
const gateway = new InferenceGateway(chart, 'gateway');
const qwen = new ModelPool(chart, 'qwen3', {
  model: Model.QWEN3_0_6B,
  engine: Engine.vllm(),
  node: GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 2 }),
});
new ModelRoute(chart, 'everyone', { gateway, models: [qwen] });

app.synth();
