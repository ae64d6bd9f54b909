import { App, Chart, Duration } from 'cdk8s';
import {
  Engine,
  InferenceGateway,
  Listener,
  Model,
  ModelPool,
  Overlay,
  PodSettings,
  Replicas,
  TenantRoute,
  TrafficClass,
} from 'cdk8s-inference-gateway';
import { COUNTED } from './retries';

/** What changes while the platform is under load. */
export interface Revision {
  /** Pods of the pool that answers most. */
  readonly chatReplicas: number;
  /** Share of its successor. */
  readonly canaryPercent: number;
  /** Whether a third tenant is there, and a model that all tenants may use. */
  readonly newcomers: { readonly tenant: boolean; readonly model: boolean };
  /** Requests at a time of the second tenant, if they are bounded. */
  readonly maxParallel?: number;
}

export const FIRST: Revision = { chatReplicas: 2, canaryPercent: 20, newcomers: { tenant: false, model: false } };

/**
 * Longest answer: what model servers, pickers and proxies wait for before they end. Longer than the 45 s for which Envoy
 * goes on with the connections of a listener that has changed, unless it is told otherwise.
 */
export const LONGEST = Duration.seconds(90);
/** GPUs that it takes, a pod each: at first, and when it is largest. */
export const GPUS = 6;
export const MOST_GPUS = 8;

const TRAFFIC = TrafficClass.of('chat', { request: LONGEST });
const LATENCY = { timeToFirstToken: Duration.millis(100), interTokenLatency: Duration.millis(100) };
/** The same for what stands in for vLLM. */
const STAND_IN = `--time-to-first-token=${LATENCY.timeToFirstToken.toMilliseconds()}ms --inter-token-latency=${LATENCY.interTokenLatency.toMilliseconds()}ms`;

/** Hostname of a tenant. */
export const hostOf = (tenant: string) => `${tenant}.faults.example.com`;

/**
 * A shared platform: a model with a canary, another model, two tenants. All that a fault may hit has the library's
 * defaults; only answers are shorter than its ten minutes, so that what drains is seen to the end, and the proxies count
 * what they try again.
 *
 * @param gpus whether there are GPUs, and something in vLLM's place that takes vLLM's arguments; else the simulator
 */
export function writePlatform(outdir: string, gpus: boolean, revision: Revision): void {
  const app = new App({ outdir });
  const edge = new Chart(app, 'edge', { namespace: 'faults-edge' });
  const gateway = new InferenceGateway(edge, 'gateway', { listeners: [Listener.http({ hostname: hostOf('*') })] });
  gateway.overlayProxyDeployment(COUNTED);

  const models = new Chart(app, 'models', { namespace: 'faults-models' });
  const pool = (name: string, modelName: string, replicas = 2) =>
    modelPool(models, name, { modelName, replicas, gpus });
  const chat = pool('chat', 'chat', revision.chatReplicas);
  const next = pool('chat-next', 'chat');
  const code = pool('code', 'code');
  const further = revision.newcomers.model ? [pool('new', 'new')] : [];

  const tenants = ['tenant-a', 'tenant-b', ...(revision.newcomers.tenant ? ['tenant-c'] : [])];
  for (const tenant of tenants) {
    const route = new TenantRoute(new Chart(app, tenant, { namespace: `faults-${tenant}` }), 'inference', {
      gateway,
      hostnames: [hostOf(tenant)],
      models: [code, ...further],
      trafficClass: TRAFFIC,
      maxParallel: tenant === 'tenant-b' ? revision.maxParallel : undefined,
    });
    if (tenant === 'tenant-a') route.addCanary(chat, next, revision.canaryPercent);
    else route.addModel(chat);
  }
  app.synth();
}

interface Pool {
  readonly modelName: string;
  readonly replicas: number;
  readonly gpus: boolean;
}

function modelPool(chart: Chart, name: string, { modelName, replicas, gpus }: Pool): ModelPool {
  const pool = new ModelPool(chart, name, {
    model: Model.QWEN3_0_6B,
    modelName,
    engine: gpus ? Engine.vllm({ maxSequences: 256 }) : Engine.simulator(LATENCY),
    replicas: Replicas.fixed(replicas),
    longestGeneration: LONGEST,
    pods: gpus ? PodSettings.of({ env: { VLLM_SIM_ARGS: STAND_IN } }) : undefined,
  });
  // Its answers tell by which pod they are.
  const env = [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }];
  if (gpus)
    Overlay.of(pool.deployment).merge({ spec: { template: { spec: { containers: [{ name: 'vllm', env }] } } } });
  return pool;
}
