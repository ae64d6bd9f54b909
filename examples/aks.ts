import { App, Chart } from 'cdk8s';
import {
  Checks,
  Cluster,
  type ClusterProps,
  Engine,
  GpuNode,
  InferenceGateway,
  type InferenceGatewayProps,
  Model,
  ModelPool,
  type ModelPoolProps,
  ModelRoute,
  SecretKey,
  Weights,
} from 'cdk8s-inference-gateway';

// What stacks/aks deploys: a function of plain values, so that Pulumi hands it the nodes that it makes.
// #region program
export interface Inference {
  readonly namespace: string;
  readonly cluster?: ClusterProps;
  readonly gateway?: InferenceGatewayProps;
  readonly hostnames?: string[];
  readonly models: Readonly<Record<string, ModelPoolProps>>;
  /** Secrets of the namespace that Pulumi makes: their values never get into a manifest. */
  readonly secrets: string[];
}

export function inference({ namespace, cluster, hostnames, ...config }: Inference): App {
  const app = new App();
  Cluster.define(app, cluster ?? {});
  for (const name of config.secrets) Checks.of(app).exists({ kind: 'Secret', namespace, name });
  const chart = new Chart(app, 'inference', { namespace });
  const gateway = new InferenceGateway(chart, 'gateway', config.gateway);
  const models = Object.entries(config.models).map(([name, props]) => new ModelPool(chart, name, props));
  new ModelRoute(chart, 'everyone', { gateway, hostnames, models });
  return app;
}
// #endregion

// Without Pulumi, the same with one model on the pool `a100` of the stack.
if (require.main === module || process.env.CDK8S_OUTDIR !== undefined) {
  const llama = {
    model: Model.LLAMA_3_1_8B_INSTRUCT,
    modelName: 'llama',
    engine: Engine.vllm({ maxModelLength: 32_768 }),
    weights: Weights.huggingFace({ token: SecretKey.of('hugging-face', 'token') }),
    node: GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 4, nodeLabels: { 'inference-gateway/pool': 'a100' } }),
  };
  inference({ namespace: 'ai', models: { llama }, secrets: ['hugging-face'] }).synth();
}
