import { Model } from 'cdk8s-inference-gateway';
import type { GpuPoolConfig } from './pools';
import type { Problems } from './problems';
import type { Section } from './section';

const NAME = { pattern: /^[a-z]([-a-z0-9]{0,51}[a-z0-9])?$/, allowed: 'lowercase letters, digits and hyphens' };

/** One model, and where it runs. */
export interface ModelConfig {
  readonly name: string;
  readonly model: Model;
  readonly modelName?: string;
  readonly engine: 'vllm' | 'simulator';
  /** GPU pool whose nodes it runs on; the simulator needs none. */
  readonly pool?: GpuPoolConfig;
  readonly replicas: number;
  readonly tensorParallel?: number;
  readonly maxModelLength?: number;
  /** Image of vLLM, where it is not the library's. */
  readonly image?: string;
  readonly args: Record<string, string>;
}

/** What is served. */
export interface WorkloadsConfig {
  readonly enabled: boolean;
  readonly namespace: string;
  readonly exposure: 'cluster' | 'internal' | 'public';
  readonly hostnames: string[];
  /** Secret of the gateway's namespace with the certificate; without it the gateway speaks HTTP. */
  readonly certificateSecret?: string;
  /** Addresses of the API server, for network policies; without them TCP 443 is open to anywhere for pickers and routers. */
  readonly apiServerCidrs: string[];
  readonly models: ModelConfig[];
}

export function readWorkloads(section: Section, pools: GpuPoolConfig[], hasToken: boolean, problems: Problems) {
  const workloads: WorkloadsConfig = {
    enabled: section.flag('enabled', true),
    namespace: section.text('namespace', { fallback: 'ai', ...NAME }),
    exposure: section.oneOf('exposure', ['cluster', 'internal', 'public'] as const, 'cluster'),
    hostnames: section.texts('hostnames'),
    certificateSecret: section.text('certificateSecret', NAME),
    apiServerCidrs: section.texts('apiServerCidrs'),
    models: section.table('models').map(([name, model]) => readModel(name, model, pools, problems)),
  };
  const open = section.flag('withoutAuthentication', false);
  section.done();
  if (workloads.exposure === 'public' && !open) {
    problems.add(
      "'workloads.exposure' (public) lets everybody on the internet use the models: write internal or cluster, or withoutAuthentication: true if that is wanted",
    );
  }
  if (workloads.exposure !== 'cluster' && workloads.hostnames.length === 0) {
    problems.add(
      `'workloads.hostnames' is empty, but the gateway is reachable from outside the cluster: write one such as ai.example.com`,
    );
  }
  for (const { name, model } of workloads.models) {
    if (model.gated && !hasToken) {
      problems.add(
        `'hfToken' is missing, but model '${name}' (${model.id}) is gated: write pulumi config set --secret hfToken TOKEN`,
      );
    }
  }
  return workloads;
}

function readModel(name: string, section: Section, pools: GpuPoolConfig[], problems: Problems): ModelConfig {
  if (!NAME.pattern.test(name)) problems.add(`'${section.path}' must be named by ${NAME.allowed}`);
  const engine = section.oneOf('engine', ['vllm', 'simulator'] as const, 'vllm');
  const poolName = section.text('pool');
  const pool = pools.find((one) => one.name === poolName);
  const known = pools.map((one) => one.name).join(', ') || 'none yet';
  if (poolName !== undefined && pool === undefined) section.problem('pool', `must be one of 'gpuPools' (${known})`);
  if (poolName === undefined && engine === 'vllm') {
    problems.add(`'${section.path}.pool' is missing: write the GPU pool that it runs on (${known})`);
  }
  if (pool?.stopped)
    problems.add(`'${section.path}.pool' (${pool.name}) is stopped: start the pool, or set replicas of another`);
  const size = (setting: string) =>
    section.has(setting) ? section.whole(setting, { fallback: 1, min: 1, max: 10_000_000 }) : undefined;
  const model = {
    name,
    model: readFacts(section, problems),
    modelName: section.text('modelName'),
    engine,
    pool,
    replicas: section.whole('replicas', { fallback: 2, min: 0, max: 1000 }),
    tensorParallel: size('tensorParallel'),
    maxModelLength: size('maxModelLength'),
    image: section.text('image'),
    args: section.record('args'),
  };
  section.done();
  return model;
}

/** A model that the library knows by its constant or id, or any other by its id and facts. */
function readFacts(section: Section, problems: Problems): Model {
  const text = section.text('model', { fallback: '' });
  const facts = {
    ...(section.has('weightsGib')
      ? { weightsGib: section.whole('weightsGib', { fallback: 16, min: 1, max: 10_000 }) }
      : {}),
    ...(section.has('gated') ? { gated: section.flag('gated', false) } : {}),
    ...(section.has('revision') ? { revision: section.text('revision') } : {}),
  };
  const constants = Object.entries(Model).filter((entry): entry is [string, Model] => entry[1] instanceof Model);
  const constant = constants.find(([key, { id }]) => key === text || id === text)?.[1];
  try {
    return constant?.withFacts(facts) ?? Model.huggingFace(text, facts);
  } catch (error) {
    problems.add(
      `'${section.path}.model' (${text}) is no model: ${(error as Error).message}; known are ${constants.map(([key]) => key).join(', ')}`,
    );
    return Model.QWEN3_0_6B;
  }
}
