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
  PodSettings,
  PodVolume,
  Replicas,
  RequestMatch,
  TenantRoute,
  TrafficClass,
  Weights,
} from 'cdk8s-inference-gateway';
import fc from 'fast-check';
import { objectFaults } from './judges/objects';
import { pathFaults } from './judges/path';
import { namespaceFaults, podSecurityFaults } from './judges/pods';
import { timeFaults } from './judges/time';
import { CERTIFICATE, poolIn, serviceIn } from './programs';
import { captured, chartIn, objectsOf } from './render';
import { defaulted, violations } from './schema/crd-schema';

const RUNS = { numRuns: 20, seed: 20_261_121 };

const label = (length: number) => fc.stringMatching(new RegExp(`^[a-z]([-a-z0-9]{0,${length - 2}}[a-z0-9])?$`));
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
const program = fc.record({
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

type Program = typeof program extends fc.Arbitrary<infer T> ? T : never;

const CLASSES = [TrafficClass.STREAMING, TrafficClass.INTERACTIVE, TrafficClass.AGENT];

const PODS = PodSettings.of({
  env: { LOG_FORMAT: 'json' },
  labels: { team: 'search' },
  volumes: [PodVolume.of('scratch', { emptyDir: {} })],
  mounts: [{ volume: 'scratch', path: '/scratch' }],
  sidecars: [{ name: 'side', image: 'registry.example.com/team/side:v1' }],
});

/** On a volume or downloaded. */
function adapterSource(number: number): AdapterSource {
  return number % 2 === 0 ? AdapterSource.claim('adapters') : AdapterSource.huggingFace('acme/adapter');
}

function build({ edge, models, tenants, shared }: Program): App {
  const app = new App();
  const gateway = new InferenceGateway(chartIn(app, `${edge}-edge`), edge, {
    listeners: [Listener.https('*.ai.example.com', { certificate: CERTIFICATE })],
  });
  const chart = chartIn(app, 'models');
  const pools = models.map(({ name, next, modelName, embeds, gpu, gpus, secure, replicas, external, pods, claim, port }) => {
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
        endpointPicker: PickerConfig.of({ secureServing: secure }),
      });
    return { stable: pool(name), canary: next === undefined ? undefined : pool(`${name}-next`), percent: next ?? 0 };
  });
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

function files(app: App): Record<string, string> {
  return captured(() => Object.fromEntries(app.charts.map((one) => [one.node.id, JSON.stringify(one.toJson())])))
    .result;
}

test('every valid program works: paths, names, schemas, times and walls', () => {
  const check = (input: Program) => {
    const objects = objectsOf(build(input));
    const faults = {
      path: pathFaults(objects),
      names: objectFaults(objects),
      schemas: objects.flatMap(violations),
      defaults: objects.flatMap(defaulted),
      time: timeFaults(objects),
      pods: podSecurityFaults(objects),
      namespaces: namespaceFaults(objects),
    };
    expect(faults).toEqual({ path: [], names: [], schemas: [], defaults: [], time: [], pods: [], namespaces: [] });
    expect(JSON.stringify(objects)).not.toContain(':null');
  };
  fc.assert(fc.property(program, check), RUNS);
});

test('every program renders the same bytes twice', () => {
  fc.assert(
    fc.property(program, (input) => expect(files(build(input))).toEqual(files(build(input)))),
    RUNS,
  );
});

test('one tenant less changes the file of no other tenant, and no pod', () => {
  const check = (input: Program) => {
    fc.pre(input.tenants.length > 1);
    const [gone, ...tenants] = input.tenants;
    const [all, fewer] = [files(build(input)), files(build({ ...input, tenants }))];
    for (const { name } of tenants) expect(all[`t-${name}`]).toBe(fewer[`t-${name}`]);
    expect(all).toHaveProperty([`t-${gone.name}`]);
    const pods = (one: Program) => objectsOf(build(one)).filter(({ kind }) => kind === 'Deployment');
    expect(pods(input)).toEqual(pods({ ...input, tenants }));
  };
  fc.assert(fc.property(program, check), { ...RUNS, numRuns: 10 });
});

test('every text is accepted or refused as a name with a reason: nothing else is thrown', () => {
  const check = (text: string) => {
    const app = new App();
    try {
      poolIn(chartIn(app, 'models'), 'x', { name: text, modelName: text });
    } catch (error) {
      expect(String(error)).toMatch(/^Error: '(name|modelName)' \([\s\S]*\) .+: write '.+'$/);
      return;
    }
    expect(objectFaults(objectsOf(app))).toEqual([]);
  };
  fc.assert(fc.property(fc.oneof(fc.string(), label(63), fc.string({ unit: 'grapheme' })), check), {
    ...RUNS,
    numRuns: 30,
  });
});

test('a name that is proposed in place of another is accepted', () => {
  const check = (text: string) => {
    const attempt = (name: string) => poolIn(chartIn(new App(), 'models'), 'x', { name, modelName: 'model' });
    try {
      attempt(text);
    } catch (error) {
      const [, proposed = ''] = /: write '(.+)'$/.exec(String(error)) ?? [];
      expect(attempt(proposed).poolName).toBe(proposed);
    }
  };
  fc.assert(fc.property(fc.string({ maxLength: 80 }), check), { ...RUNS, numRuns: 30 });
});
