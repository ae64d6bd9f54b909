import {
  AdapterLimits,
  type AdapterLimitsProps,
  AdapterSource,
  Engine,
  type ModelPoolProps,
  SecretKey,
  Weights,
} from 'cdk8s-inference-gateway';
import { parse } from 'yaml';
import { podSecurityFaults } from '../judges/pods';
import { poolIn, team } from '../programs';
import { refuses } from '../refuses';
import { all, captured, containerOf, find, flagOf, objectsOf } from '../render';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const SQL = AdapterSource.huggingFace('acme/qwen3-sql', { revision: COMMIT });
const VLLM = { engine: Engine.vllm() };

/** A team whose pool has adapters of these ranks, named after them, on one claim. */
function ranked(ranks: number[], limits?: AdapterLimitsProps) {
  const program = team({ pool: { ...VLLM, adapterLimits: limits && AdapterLimits.of(limits) } });
  for (const rank of ranks) program.pool.addAdapter(`rank-${rank}`, AdapterSource.claim('loras'), { rank });
  return program.app;
}

/** A team whose pool has one adapter, and the pod that serves it. */
function served(source: AdapterSource, changes: Partial<ModelPoolProps> = VLLM) {
  const { app, pool } = team({ pool: changes });
  pool.addAdapter('sql', source, { rank: 16 });
  const objects = objectsOf(app);
  const pod = find(objects, 'Deployment', 'qwen3').spec.template.spec;
  const container = containerOf(find(objects, 'Deployment', 'qwen3'));
  const { path } = JSON.parse(container.args.at(-1) ?? '');
  const egress = find(objects, 'NetworkPolicy', 'qwen3').spec.egress;
  return { objects, pod, container, path, egress };
}

/** The volume whose mount holds a path. */
function volumeOf({ pod, container }: ReturnType<typeof served>, path: string) {
  const mount = container.volumeMounts?.find(({ mountPath }) => `${path}/`.startsWith(`${mountPath}/`));
  return { mount, volume: pod.volumes?.find(({ name }) => name === mount?.name) };
}

describe('an adapter', () => {
  test('that comes after the routes is known to server, router and list of models', () => {
    const { app, pool } = team({ pool: VLLM });
    pool.addAdapter('sql', SQL, { rank: 16 });
    pool.addAdapter('42', SQL, { rank: 16 });
    const { args } = containerOf(find(app, 'Deployment', 'qwen3'));
    const words = args.slice(args.indexOf('--lora-modules') + 1).map((word) => JSON.parse(word));
    expect(words.map(({ name, base_model_name }) => [name, base_model_name])).toEqual([
      ['sql', 'qwen3'],
      ['42', 'qwen3'],
    ]);
    const { data } = find(app, 'ConfigMap', 'gateway-model-qwen3');
    expect([data.baseModel, parse(data.adapters)]).toEqual(['qwen3', ['sql', '42']]);
    const list = JSON.stringify(find(app, 'EnvoyFilter', 'gateway-models-list'));
    expect(['qwen3', 'sql', '42'].filter((name) => !list.includes(`\\"id\\":\\"${name}\\"`))).toEqual([]);
  });

  test('changes no route, no picker and no router', () => {
    const kept = (app: ReturnType<typeof team>['app']) =>
      objectsOf(app).filter(
        ({ kind, metadata }) => kind === 'HTTPRoute' || (kind === 'Deployment' && metadata.name !== 'qwen3'),
      );
    const { app, pool } = team({ pool: VLLM });
    pool.addAdapter('sql', SQL, { rank: 16 });
    expect(kept(app)).toEqual(kept(team({ pool: VLLM }).app));
  });

  test('of Hugging Face is downloaded at its commit before the server starts, by a hardened container', () => {
    const one = served(SQL);
    const { mount, volume } = volumeOf(one, one.path);
    expect([mount?.readOnly, volume?.emptyDir?.sizeLimit]).toEqual([true, '4Gi']);
    const [init] = one.pod.initContainers ?? [];
    expect(init.args).toEqual(['acme/qwen3-sql', COMMIT, one.path]);
    expect(init.image).toBe(one.container.image);
    expect(init.volumeMounts).toEqual([{ name: volume?.name, mountPath: mount?.mountPath }]);
    expect(podSecurityFaults(one.objects)).toEqual([]);
  });

  test('has its own token, which the server does not see', () => {
    const token = SecretKey.of('acme-hf', 'token');
    const one = served(AdapterSource.huggingFace('acme/private', { revision: COMMIT, token }));
    const [init] = one.pod.initContainers ?? [];
    const secrets = one.pod.volumes?.filter(({ secret }) => secret?.secretName === 'acme-hf') ?? [];
    expect(init.volumeMounts?.map(({ name }) => name)).toContain(secrets[0].name);
    expect(one.container.volumeMounts?.map(({ name }) => name)).not.toContain(secrets[0].name);
  });

  test('that is downloaded opens the way out, even where the weights lie on a volume', () => {
    expect(served(AdapterSource.claim('loras'), { ...VLLM, weights: Weights.claim('w') }).egress).toBeUndefined();
    expect(served(SQL, { ...VLLM, weights: Weights.claim('w') }).egress).toEqual(served(SQL).egress);
    expect(served(SQL).egress).toHaveLength(2);
  });

  test('on a claim is mounted read-only, and downloads nothing', () => {
    const one = served(AdapterSource.claim('loras', { path: 'qwen3/sql' }));
    const { mount, volume } = volumeOf(one, one.path);
    expect(one.path).toBe(`${mount?.mountPath}/qwen3/sql`);
    expect([mount?.readOnly, volume?.persistentVolumeClaim]).toEqual([true, { claimName: 'loras', readOnly: true }]);
    expect(one.pod.initContainers).toBeUndefined();
  });

  test('on the claim of the weights shares their mount', () => {
    const one = served(AdapterSource.claim('w', { path: 'sql' }), { ...VLLM, weights: Weights.claim('w') });
    expect(one.path).toBe('/weights/sql');
    expect(one.pod.volumes?.filter(({ persistentVolumeClaim }) => persistentVolumeClaim)).toHaveLength(1);
  });

  test('that is not pinned warns', () => {
    const { app, pool } = team({ pool: VLLM });
    pool.addAdapter('sql', AdapterSource.huggingFace('acme/qwen3-sql'), { rank: 16 });
    expect(captured(() => app.synthYaml()).printed.join()).toContain(
      "adapter 'sql' of 'ai/qwen3' is the newest commit",
    );
  });

  test('is a name to the simulator, which downloads nothing', () => {
    const { app, pool } = team();
    pool.addAdapter('sql', SQL, { rank: 16 });
    const { spec } = find(app, 'Deployment', 'qwen3').spec.template;
    expect(spec.initContainers).toBeUndefined();
    expect(spec.containers[0].args.slice(-2)).toEqual(['--lora-modules', '{"name":"sql"}']);
    expect(spec.containers[0].args.join()).not.toContain('--enable-lora');
  });
});

test.each([
  { ranks: [8], limits: undefined, loras: 1, rank: 8, cpu: 1 },
  { ranks: [4, 48], limits: undefined, loras: 2, rank: 64, cpu: 2 },
  { ranks: [1, 2, 3, 4, 5, 6], limits: undefined, loras: 4, rank: 8, cpu: 6 },
  { ranks: [8, 9], limits: { maxLoras: 1, maxLoraRank: 256 }, loras: 1, rank: 256, cpu: 2 },
  { ranks: [8], limits: { maxLoras: 5 }, loras: 5, rank: 8, cpu: 5 },
])('ranks $ranks with limits $limits have room', ({ ranks, limits, loras, rank, cpu }) => {
  const { args } = containerOf(find(ranked(ranks, limits), 'Deployment', 'qwen3'));
  expect(args).toContain('--enable-lora');
  expect(['max-loras', 'max-lora-rank', 'max-cpu-loras'].map((flag) => Number(flagOf(args, flag)))).toEqual([
    loras,
    rank,
    cpu,
  ]);
});

test('adapters of one claim share one volume, those of several have one each', () => {
  const { app, pool } = team({ pool: VLLM });
  for (const [name, claim] of [
    ['a', 'one'],
    ['b', 'one'],
    ['c', 'two'],
  ]) {
    pool.addAdapter(name, AdapterSource.claim(claim, { path: name }), { rank: 8 });
  }
  const { volumes } = all(app, 'Deployment').filter(({ metadata }) => metadata.name === 'qwen3')[0].spec.template.spec;
  const claims = volumes?.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  expect(claims).toEqual(['one', 'two']);
});

const rank = 16;
refuses(
  'an adapter with the name of its model',
  (app) => team({}, app).pool.addAdapter('qwen3', SQL, { rank }),
  "'name' (qwen3) of an adapter is taken by the model of pool 'ai/qwen3'",
);
refuses(
  'two adapters of one name in a pool',
  (app) => {
    const { pool } = team({}, app);
    pool.addAdapter('sql', SQL, { rank });
    pool.addAdapter('sql', SQL, { rank });
  },
  "'name' (sql) of an adapter is taken by another adapter",
);
refuses(
  'an adapter with the name of another model on the gateway, whichever comes first',
  (app) => {
    const { chart, pool, route } = team({}, app);
    pool.addAdapter('second', SQL, { rank });
    route.addModel(poolIn(chart, 'second'));
  },
  'unique-model-name: ConfigMap ai/gateway-model-qwen3',
  "the adapter 'second' to the base model 'qwen3', but it is a base model itself",
);
refuses(
  'adapters of one name in two pools on one gateway',
  (app) => {
    const { chart, pool, route } = team({}, app);
    const second = poolIn(chart, 'second');
    route.addModel(second);
    for (const one of [pool, second]) one.addAdapter('sql', SQL, { rank });
  },
  "the adapter 'sql' to the base model 'second', but it belongs to 'qwen3' too",
);
refuses(
  'a rank above the limit of the pool',
  (app) =>
    team({ pool: { adapterLimits: AdapterLimits.of({ maxLoraRank: 16 }) } }, app).pool.addAdapter('sql', SQL, {
      rank: 17,
    }),
  "'rank' (17) of adapter 'sql' is above 'maxLoraRank' (16)",
  'raise it to 32',
);
refuses(
  'a rank that vLLM has no room for',
  (app) => team({}, app).pool.addAdapter('sql', SQL, { rank: 513 }),
  "'rank' (513) must be a whole number from 1 to 512",
);
refuses('a limit that vLLM does not know', () => AdapterLimits.of({ maxLoraRank: 24 }), "'maxLoraRank' (24)", '32');
refuses('no adapter in a batch', () => AdapterLimits.of({ maxLoras: 0 }), "'maxLoras' (0)");
refuses('a branch', () => AdapterSource.huggingFace('a/b', { revision: 'main' }), "'revision' (main)");
refuses('a repository that is none', () => AdapterSource.huggingFace('https://x'), "'repositoryId' (https://x)");
refuses('a folder outside the volume', () => AdapterSource.claim('c', { path: '../x' }), "'path' (../x)");
