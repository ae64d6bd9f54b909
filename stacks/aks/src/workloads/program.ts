import { App, Chart } from 'cdk8s';
import {
  Authentication,
  Certificate,
  Checks,
  Cluster,
  Engine,
  Exposure,
  GatewayProvider,
  InferenceGateway,
  Listener,
  ModelPool,
  ModelRoute,
  NodeRoom,
  Replicas,
  SecretKey,
  Weights,
} from 'cdk8s-inference-gateway';
import { roomFaults } from '../azure/room';
import type { StackConfig } from '../config/config';
import type { ModelConfig, WorkloadsConfig } from '../config/workloads';

/** Secret and key of the token of Hugging Face: Pulumi makes it, the manifests only name it. */
export const TOKEN_SECRET = { name: 'hugging-face', key: 'token' } as const;

/** An object as it is applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Record<string, string>;
  };
  readonly [field: string]: unknown;
}

/** What a configuration renders, and the nodes that it takes. */
export interface Rendered {
  readonly manifests: Manifest[];
  readonly rooms: NodeRoom[];
}

/**
 * The cdk8s program of a configuration, judged by the library: room on the node pools, fit on the GPUs, and every rule
 * over the rendered objects.
 *
 * @throws with the arithmetic if something does not fit
 */
export function program(
  config: Pick<StackConfig, 'workloads' | 'kubernetesVersion' | 'platform' | 'gpuPools'>,
): Rendered {
  const { workloads, kubernetesVersion, platform, gpuPools } = config;
  const app = new App();
  const provider = GatewayProvider.istio({ version: platform.istio.version });
  const apiServer = workloads.apiServerCidrs.length === 0 ? undefined : { cidrs: workloads.apiServerCidrs };
  Cluster.define(app, { provider, kubernetesVersion, apiServer });
  const chart = new Chart(app, 'inference', { namespace: workloads.namespace });
  const gateway = new InferenceGateway(chart, 'gateway', gatewayProps(chart, workloads));
  if (workloads.models.some(needsToken)) {
    Checks.of(app).exists({ kind: 'Secret', namespace: workloads.namespace, name: TOKEN_SECRET.name });
  }
  const models = workloads.models.map((model) => modelPool(chart, model));
  const { hostnames } = workloads;
  new ModelRoute(chart, 'everyone', { gateway, models, ...(hostnames.length === 0 ? {} : { hostnames }) });
  const rooms = NodeRoom.of(app);
  const faults = roomFaults(gpuPools, rooms);
  if (faults.length > 0) throw new Error(faults.join('\n  '));
  // Validates: toJson alone would not.
  app.synthYaml();
  return { manifests: chart.toJson() as Manifest[], rooms };
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

function modelPool(chart: Chart, config: ModelConfig): ModelPool {
  const { name, model, modelName, engine, pool, replicas, tensorParallel, maxModelLength, image, args } = config;
  return new ModelPool(chart, name, {
    model,
    modelName,
    engine: engine === 'simulator' ? Engine.simulator() : Engine.vllm({ tensorParallel, maxModelLength, image, args }),
    replicas: Replicas.fixed(replicas),
    ...(pool === undefined ? {} : { node: pool.node }),
    ...(needsToken(config)
      ? { weights: Weights.huggingFace({ token: SecretKey.of(TOKEN_SECRET.name, TOKEN_SECRET.key) }) }
      : {}),
  });
}
