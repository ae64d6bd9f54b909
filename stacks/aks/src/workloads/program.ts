import { App, Chart } from 'cdk8s';
import {
  Authentication,
  Certificate,
  Checks,
  Cluster,
  Engine,
  Exposure,
  GatewayProvider,
  type GpuNode,
  InferenceGateway,
  Listener,
  ModelPool,
  ModelRoute,
  Replicas,
  SecretKey,
  Weights,
} from 'cdk8s-inference-gateway';
import type { StackConfig } from '../config/config';
import type { GpuPoolConfig } from '../config/pools';
import type { ModelConfig, WorkloadsConfig } from '../config/workloads';
import { gpuNode } from './nodes';

/** Secret and key of the token of Hugging Face: Pulumi makes it, the manifests only name it. */
export const TOKEN_SECRET = { name: 'hugging-face', key: 'token' } as const;

/** An object as it is applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly annotations?: Record<string, string> };
  readonly [field: string]: unknown;
}

/**
 * The cdk8s program of a configuration, judged by the library: room on the node pools, fit on the GPUs, and every rule
 * over the rendered objects.
 *
 * @throws with the arithmetic if something does not fit
 */
export function program(config: Pick<StackConfig, 'workloads' | 'kubernetesVersion' | 'platform'>): Manifest[] {
  const { workloads, kubernetesVersion, platform } = config;
  const app = new App();
  const provider = GatewayProvider.istio({ version: platform.istio.version });
  Cluster.define(app, { provider, kubernetesVersion });
  const chart = new Chart(app, 'inference', { namespace: workloads.namespace });
  const gateway = new InferenceGateway(chart, 'gateway', gatewayProps(chart, workloads));
  if (workloads.models.some(needsToken)) {
    Checks.of(app).exists({ kind: 'Secret', namespace: workloads.namespace, name: TOKEN_SECRET.name });
  }
  const nodes = new Map<GpuPoolConfig, GpuNode>();
  const node = (pool: GpuPoolConfig) => {
    const known = nodes.get(pool) ?? gpuNode(pool);
    nodes.set(pool, known);
    return known;
  };
  const models = workloads.models.map((model) => modelPool(chart, model, model.pool && node(model.pool)));
  const { hostnames } = workloads;
  new ModelRoute(chart, 'everyone', { gateway, models, ...(hostnames.length === 0 ? {} : { hostnames }) });
  // Validates: toJson alone would not.
  app.synthYaml();
  return chart.toJson() as Manifest[];
}

/** Whether a model's weights are downloaded with the token. */
export function needsToken({ model, engine }: ModelConfig): boolean {
  return model.gated && engine === 'vllm';
}

function gatewayProps(chart: Chart, { namespace, exposure, hostnames, certificateSecret }: WorkloadsConfig) {
  if (certificateSecret !== undefined) {
    Checks.of(chart).exists({ kind: 'Secret', namespace, name: certificateSecret });
  }
  const listeners = hostnames.map((hostname) =>
    certificateSecret === undefined
      ? Listener.http({ hostname })
      : Listener.https(hostname, { certificate: Certificate.fromSecret(certificateSecret) }),
  );
  return {
    exposure: Exposure[exposure](),
    authentication: Authentication.none(),
    ...(listeners.length === 0 ? {} : { listeners }),
  };
}

function modelPool(chart: Chart, config: ModelConfig, node?: GpuNode): ModelPool {
  const { name, model, modelName, engine, replicas, tensorParallel, maxModelLength, args } = config;
  return new ModelPool(chart, name, {
    model,
    modelName,
    engine: engine === 'simulator' ? Engine.simulator() : Engine.vllm({ tensorParallel, maxModelLength, args }),
    replicas: Replicas.fixed(replicas),
    ...(node === undefined ? {} : { node }),
    ...(needsToken(config)
      ? { weights: Weights.huggingFace({ token: SecretKey.of(TOKEN_SECRET.name, TOKEN_SECRET.key) }) }
      : {}),
  });
}
