import {
  Authentication,
  Certificate,
  Engine,
  Exposure,
  GatewayProvider,
  Listener,
  type ModelPoolProps,
  NodeRoom,
  Replicas,
  SecretKey,
  Weights,
} from 'cdk8s-inference-gateway';
import { inference } from '../../../../examples/aks';
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
  const { namespace, hostnames, apiServerCidrs, certificateSecret, models } = workloads;
  const token = models.some(needsToken) ? [TOKEN_SECRET.name] : [];
  const app = inference({
    namespace,
    cluster: {
      provider: GatewayProvider.istio({ version: platform.istio.version }),
      kubernetesVersion,
      apiServer: apiServerCidrs.length === 0 ? undefined : { cidrs: apiServerCidrs },
    },
    gateway: gatewayProps(workloads),
    hostnames,
    models: Object.fromEntries(models.map((model) => [model.name, poolProps(model)])),
    secrets: [...token, ...(certificateSecret === undefined ? [] : [certificateSecret])],
  });
  const rooms = NodeRoom.of(app);
  const faults = roomFaults(gpuPools, rooms);
  if (faults.length > 0) throw new Error(faults.join('\n  '));
  // Validates: toJson alone would not.
  app.synthYaml();
  return { manifests: app.charts.flatMap((chart) => chart.toJson() as Manifest[]), rooms };
}

/** Whether a model's weights are downloaded with the token. */
export function needsToken({ model, engine }: ModelConfig): boolean {
  return model.gated && engine === 'vllm';
}

function gatewayProps({ exposure, hostnames, certificateSecret }: WorkloadsConfig) {
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

function poolProps(config: ModelConfig): ModelPoolProps {
  const { model, modelName, engine, pool, replicas, tensorParallel, maxModelLength, image, args } = config;
  return {
    model,
    modelName,
    engine: engine === 'simulator' ? Engine.simulator() : Engine.vllm({ tensorParallel, maxModelLength, image, args }),
    replicas: Replicas.fixed(replicas),
    ...(pool === undefined ? {} : { node: pool.node }),
    ...(needsToken(config)
      ? { weights: Weights.huggingFace({ token: SecretKey.of(TOKEN_SECRET.name, TOKEN_SECRET.key) }) }
      : {}),
  };
}
