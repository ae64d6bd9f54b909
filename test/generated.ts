import { App } from 'cdk8s';
import {
  AdapterSource,
  Engine,
  GpuNode,
  InferenceGateway,
  Listener,
  Model,
  ModelRoute,
  ModelTask,
  PickerConfig,
  PickerTransport,
  PodSettings,
  PodVolume,
  Replicas,
  RequestMatch,
  TenantRoute,
  TrafficClass,
  Weights,
} from 'cdk8s-inference-gateway';
import fc from 'fast-check';
import { CERTIFICATE, poolIn, serviceIn } from './programs';
import { chartIn } from './render';

/** How often a property is tried, and from where. */
export const RUNS = { numRuns: 20, seed: 20_261_121 };

/** DNS labels. */
export const label = (length: number) => fc.stringMatching(new RegExp(`^[a-z]([-a-z0-9]{0,${length - 2}}[a-z0-9])?$`));
/** What the body router tells names apart by. */
const slug = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

const model = fc.record({
  name: label(54),
  /** Percent of the requests for which tenants are answered by a next version; none without one. */
  next: fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }),
  modelName: fc.stringMatching(/^[A-Za-z0-9]([\w./:@-]{0,126}[A-Za-z0-9])?$/),
  embeds: fc.boolean(),
  gpu: fc.boolean(),
  gpus: fc.constantFrom(1, 2, 4),
  secure: fc.boolean(),
  replicas: fc.integer({ min: 0, max: 5 }),
  /** Whether somebody else scales it, up to a pod more. */
  external: fc.boolean(),
  /** Whether its pods have more than this library gives them. */
  pods: fc.boolean(),
  /** Whether its weights stand in a claim. */
  claim: fc.boolean(),
  /** Ranks of its adapters. */
  adapters: fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 3 }),
  port: fc.integer({ min: 1024, max: 65_535 }),
});

/** A tenant that uses some models, sometimes one of them by a header as well, and a router of its own. */
const tenant = fc.record({
  name: label(52),
  uses: fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
  header: fc.boolean(),
  router: fc.boolean(),
});

/** A valid program: 1 to 5 models, 0 to 4 tenants that use some of them, and sometimes a shared endpoint. */
export const program = fc.record({
  edge: label(40),
  models: fc
    .uniqueArray(model, { minLength: 1, maxLength: 5, selector: ({ modelName }) => slug(modelName) })
    .filter((models) => {
      const names = models.flatMap(({ name }) => [name, `${name}-next`].flatMap((one) => [one, `${one}-epp`]));
      return new Set(names).size === names.length;
    }),
  tenants: fc.uniqueArray(tenant, { maxLength: 4, selector: ({ name }) => name }),
  shared: fc.boolean(),
});

export type Program = typeof program extends fc.Arbitrary<infer T> ? T : never;

const CLASSES = [TrafficClass.STREAMING, TrafficClass.INTERACTIVE, TrafficClass.AGENT];

const PODS = PodSettings.of({
  env: { LOG_FORMAT: 'json' },
  labels: { team: 'search' },
  volumes: [PodVolume.emptyDir('scratch')],
  mounts: [{ volume: 'scratch', path: '/scratch' }],
  sidecars: [{ name: 'side', image: 'registry.example.com/team/side:v1' }],
});

/** On a volume or downloaded. */
function adapterSource(number: number): AdapterSource {
  return number % 2 === 0 ? AdapterSource.claim('adapters') : AdapterSource.huggingFace('acme/adapter');
}

/** The program as an App. */
export function build({ edge, models, tenants, shared }: Program): App {
  const app = new App();
  const gateway = new InferenceGateway(chartIn(app, `${edge}-edge`), edge, {
    listeners: [Listener.https('*.ai.example.com', { certificate: CERTIFICATE })],
  });
  const chart = chartIn(app, 'models');
  const pools = models.map(
    ({ name, next, modelName, embeds, gpu, gpus, secure, replicas, external, pods, claim, port }) => {
      const pool = (poolName: string) =>
        poolIn(chart, poolName, {
          modelName,
          port,
          model: Model.huggingFace('acme/model', {
            task: embeds ? ModelTask.EMBED : ModelTask.GENERATE,
            attentionHeads: 16,
          }),
          engine: gpu ? Engine.vllm({ tensorParallel: gpus }) : Engine.simulator(),
          node: GpuNode.azure('Standard_NC96ads_A100_v4'),
          replicas: external ? Replicas.external({ min: replicas, max: replicas + 1 }) : Replicas.fixed(replicas),
          weights: claim ? Weights.claim('weights') : undefined,
          pods: pods ? PODS : undefined,
          endpointPicker: PickerConfig.of({
            transport: secure ? PickerTransport.selfSigned() : PickerTransport.plaintext(),
          }),
        });
      return { stable: pool(name), canary: next === undefined ? undefined : pool(`${name}-next`), percent: next ?? 0 };
    },
  );
  const some = (uses: number[]) => [...new Set(uses.map((use) => pools[use % pools.length]))];
  for (const { name, uses, header, router } of tenants) {
    const own = chartIn(app, `t-${name}`);
    const route = new TenantRoute(own, name, {
      gateway,
      hostnames: [`${name}.ai.example.com`],
      trafficClass: CLASSES[name.length % CLASSES.length],
    });
    for (const { stable, canary, percent } of some(uses)) {
      if (canary === undefined) route.addModel(stable);
      else route.addCanary(stable, canary, percent);
    }
    if (header) route.addModel(some(uses)[0].stable, { match: RequestMatch.header('x-model-class', name) });
    if (router) {
      const service = serviceIn(own, 'llm-router', { port: 8080, podLabels: { app: 'llm-router' } });
      route.addService(service, { paths: ['/v1/rerank', '/v1/audio/transcriptions'] });
    }
  }
  if (shared)
    new ModelRoute(chart, 'shared', {
      gateway,
      models: pools.map(({ stable }) => stable),
      hostnames: ['shared-by-all.x.ai.example.com'],
    });
  // Adapters come last: whatever uses their model must know them all the same.
  for (const [index, { adapters }] of models.entries()) {
    const { stable, canary } = pools[index];
    for (const [number, rank] of adapters.entries()) {
      for (const pool of [stable, ...(canary === undefined ? [] : [canary])]) {
        pool.addAdapter(`${models[index].name}:adapter-${number}`, adapterSource(number), { rank });
      }
    }
  }
  return app;
}
