import { App, Duration } from 'cdk8s';
import {
  Cluster,
  GatewayProvider,
  Model,
  ModelRoute,
  ModelTask,
  Replicas,
  RequestMatch,
  TenantRoute,
  TrafficClass,
  Versions,
} from 'cdk8s-inference-gateway';
import { drawsBelow } from '../../lib/tenants/canary';
import { pathFaults } from '../judges/path';
import { timeFaults } from '../judges/time';
import { reaches } from '../network/reach';
import { poolIn, poolsIn, team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { all, captured, chartIn, find, objectsOf } from '../render';
import { violations } from '../schema/crd-schema';

const LONG = { longestGeneration: Duration.hours(1) };
const WEIGHTED = GatewayProvider.istio({ version: Versions.ISTIO_WITH_SEVERAL_POOLS_IN_ONE_RULE });

/** Two tenants, of whom the second gets a share of its requests answered by 'chat-next'. */
function rollout(percent: number, app = new App()) {
  const program = tenancy(['tenant-a', 'tenant-b'], { models: [] }, app);
  const next = poolIn(program.models, 'chat-next', { modelName: 'chat' });
  program.tenants[0].addModel(program.chat);
  program.tenants[1].addCanary(program.chat, next, percent);
  return { ...program, next };
}

function rulesOf(app: App) {
  return find(app, 'HTTPRoute', 'route', 'tenant-b').spec.rules;
}

function filters(app: App): string[] {
  const { configPatches } = find(app, 'EnvoyFilter', 'gateway-request-filters').spec;
  return configPatches
    .filter(({ applyTo }) => applyTo === 'HTTP_FILTER')
    .map(({ patch }) => patch.value.name)
    .reverse();
}

const files = (app: App) =>
  captured(() => Object.fromEntries(app.charts.map((chart) => [chart.node.id, JSON.stringify(chart.toJson())]))).result;

test.each(Array.from({ length: 100 }, (_, index) => index + 1))('draws below %i are exactly those', (limit) => {
  const expression = new RegExp(`^(?:${drawsBelow(limit)})$`);
  const hits = Array.from({ length: 110 }, (_, draw) => String(draw)).filter((draw) => expression.test(draw));
  expect(hits).toEqual(Array.from({ length: limit }, (_, draw) => String(draw)));
  expect(['', '-1', '00', '01', '0.5', ' 0'].filter((text) => expression.test(text))).toEqual([]);
});

test('a canary takes the low draws of a name, and the stable pool the rest of the same requests', () => {
  const [canary, stable] = rulesOf(rollout(10).app);
  expect([canary, stable].map(({ backendRefs }) => backendRefs.map(({ name }) => name))).toEqual([
    ['chat-next'],
    ['chat'],
  ]);
  const name = { type: 'Exact', name: 'X-Gateway-Base-Model-Name', value: 'chat' };
  for (const { headers } of canary.matches) {
    expect(headers).toEqual([name, { type: 'RegularExpression', name: 'x-canary-draw', value: '[0-9]' }]);
  }
  for (const { headers } of stable.matches) expect(headers).toEqual([name]);
  expect(canary.matches.map(({ path, method }) => [path, method])).toEqual(
    stable.matches.map(({ path, method }) => [path, method]),
  );
  expect(canary.timeouts).toEqual(stable.timeouts);
});

test('the proxies reach the servers and the picker of a canary', () => {
  const objects = objectsOf(rollout(25).app);
  const proxy = { namespace: 'edge', labels: { 'gateway.networking.k8s.io/gateway-name': 'gateway' } };
  for (const [name, port] of [
    ['chat-next', 8000],
    ['chat-next-epp', 9002],
  ] as const) {
    const { labels = {} } = find(objects, 'Deployment', name).spec.template.metadata;
    expect(reaches(objects, proxy, { namespace: 'models', labels }, port)).toBe(true);
  }
});

test('a canary of another namespace is granted and timed like any pool', () => {
  const objects = objectsOf(rollout(25).app);
  expect(pathFaults(objects)).toEqual([]);
  expect(timeFaults(objects)).toEqual([]);
  expect(objects.flatMap(violations)).toEqual([]);
});

test('the gateway draws behind header hygiene and in front of the router, only where a canary needs it', () => {
  expect(filters(rollout(1).app)).toEqual([
    'inference-gateway.header-hygiene',
    'inference-gateway.request-rate',
    'inference-gateway.body-limit',
    'inference-gateway.canary-draw',
    'inference-gateway.body-rate',
    'envoy.filters.http.ext_proc.bbr',
    'inference-gateway.identity',
    'inference-gateway.admitted',
  ]);
  for (const percent of [0, 100]) expect(filters(rollout(percent).app)).not.toContain('inference-gateway.canary-draw');
});

test('a draw of the client is thrown away before one is drawn', () => {
  const { configPatches } = find(rollout(1).app, 'EnvoyFilter', 'gateway-request-filters').spec;
  const lua = JSON.stringify(configPatches.find(({ patch }) => patch.value.name?.endsWith('draw')));
  expect(lua).toMatch(/headers:remove\(\\"x-canary-draw\\"\).*headers:add\(\\"x-canary-draw\\", .*random\(0, 99\)/);
});

test.each([
  [0, ['chat']],
  [100, ['chat-next']],
])('at %i percent one pool answers all', (percent, pools) => {
  const rules = rulesOf(rollout(percent).app);
  expect(rules.map(({ backendRefs }) => backendRefs[0].name)).toEqual(pools);
  for (const { headers } of rules[0].matches) expect(headers).toHaveLength(1);
});

test('turning a share changes rules and draws, but neither grants nor walls, so that no answer is cut', () => {
  const kinds = ['ReferenceGrant', 'NetworkPolicy', 'Deployment'];
  const others = (percent: number) => objectsOf(rollout(percent).app).filter(({ kind }) => kinds.includes(kind));
  expect(others(0)).toEqual(others(50));
  expect(others(100)).toEqual(others(50));
});

test("a canary of one tenant changes no other tenant's file", () => {
  const before = files(tenancy(['tenant-a']).app)['tenant-a'];
  expect(files(rollout(10).app)['tenant-a']).toBe(before);
});

test('several routes of a gateway share one canary, each with its own percentage', () => {
  const { app, gateway, chat, next } = rollout(10);
  const third = new TenantRoute(chartIn(app, 'tenant-c'), 'route', {
    gateway,
    hostnames: ['tenant-c.ai.example.com'],
  });
  third.addCanary(chat, next, 90);
  expect(third.rules.map(({ drawBelow }) => drawBelow)).toEqual([90, undefined]);
  expect(pathFaults(objectsOf(app))).toEqual([]);
});

test('a canary is listed once among the models of its host', () => {
  const { configPatches } = find(rollout(10).app, 'EnvoyFilter', 'gateway-models-list').spec;
  expect(configPatches.map(({ patch }) => JSON.stringify(patch.value).split('chat').length - 1)).toEqual([1, 1]);
});

test('8 canaries fill an HTTPRoute, and the 9th opens another', () => {
  const { app, chart, route } = team({ route: { models: [] } });
  for (const stable of poolsIn(chart, 9)) {
    route.addCanary(stable, poolIn(chart, `${stable.poolName}-next`, { modelName: stable.modelName }), 5);
  }
  expect(all(app, 'HTTPRoute').map(({ spec }) => spec.rules.length)).toEqual([16, 2]);
  expect(pathFaults(objectsOf(app))).toEqual([]);
});

test('both sides of a canary stand in one HTTPRoute, whatever is added before and after', () => {
  const { app, chart, route } = team({ route: { models: [] } });
  for (const pool of poolsIn(chart, 15)) route.addModel(pool);
  route.addCanary(poolIn(chart, 'stable', { modelName: 'split' }), poolIn(chart, 'next', { modelName: 'split' }), 5);
  const served = () =>
    all(app, 'HTTPRoute').map(({ spec }) => spec.rules.map(({ backendRefs }) => backendRefs[0].name));
  expect(served().map((names) => names.length)).toEqual([15, 2]);
  expect(served()[1]).toEqual(['next', 'stable']);
  route.addModel(poolIn(chart, 'asked'), { match: RequestMatch.header('x-model-class', 'large') });
  expect(served().map((names) => names.length)).toEqual([16, 2]);
  expect(pathFaults(objectsOf(app))).toEqual([]);
});

test('a provider that asks each pool in its own way gets one rule with weights, and draws nothing', () => {
  const app = new App();
  Cluster.define(app, { provider: WEIGHTED });
  rollout(10, app);
  const rules = rulesOf(app);
  expect(rules.map(({ backendRefs }) => backendRefs.map(({ name, weight }) => [name, weight]))).toEqual([
    [
      ['chat', 90],
      ['chat-next', 10],
    ],
  ]);
  for (const { headers } of rules[0].matches) expect(headers).toHaveLength(1);
  expect(filters(app)).not.toContain('inference-gateway.canary-draw');
});

test('a share that no replica answers is warned of, on either side', () => {
  const printedFor = (percent: number, stable: number, canary: number) => {
    const { app, chart, pool, route } = team({
      pool: { replicas: Replicas.fixed(stable) },
      route: { models: [] },
    });
    const next = poolIn(chart, 'next', { modelName: 'qwen3', replicas: Replicas.fixed(canary) });
    route.addCanary(pool, next, percent);
    return captured(() => app.charts[0].toJson()).printed.filter((line) => line.includes('no replicas'));
  };
  expect(printedFor(10, 2, 0)).toEqual([expect.stringMatching(/pool 'ai\/next'.*answers 10 % .*'ai\/everyone'.*503/)]);
  expect(printedFor(10, 0, 2)).toEqual([expect.stringMatching(/pool 'ai\/qwen3'.*answers 90 %/)]);
  expect([printedFor(0, 2, 0), printedFor(100, 0, 2), printedFor(10, 1, 1)]).toEqual([[], [], []]);
});

/** A route of 'stable' and a second pool, which a test changes. */
function withCanary(changes: Parameters<typeof poolIn>[2], percent = 10) {
  return (app: App) => {
    const { chart, pool, route } = team({ route: { models: [] } }, app);
    route.addCanary(pool, poolIn(chart, 'next', { modelName: 'qwen3', ...changes }), percent);
  };
}

for (const percent of [-1, 101, 0.5, Number.NaN]) {
  refuses(`a share of ${percent} percent`, withCanary({}, percent), `'percent' (${percent})`, 'from 0 to 100', 'write');
}
refuses(
  'a canary under another name',
  withCanary({ modelName: 'qwen4' }),
  "'canary' (pool 'next') serves 'qwen4'",
  "serves 'qwen3'",
  "the same 'modelName'",
);
refuses(
  'a canary with another task',
  withCanary({ model: Model.huggingFace('acme/embed', { task: ModelTask.EMBED }) }),
  "'canary' (pool 'next') is made for 'embed'",
  'same task',
);
refuses(
  'a pool as its own canary',
  (app) => {
    const { pool, route } = team({ route: { models: [] } }, app);
    route.addCanary(pool, pool, 10);
  },
  "'canary' (qwen3) is the stable pool itself",
);
refuses(
  'a class that the canary does not finish',
  (app) => {
    const { chart, pool, route } = team({ pool: LONG, route: { models: [] } }, app);
    route.addCanary(pool, poolIn(chart, 'next', { modelName: 'qwen3' }), 10, { trafficClass: TrafficClass.BATCH });
  },
  "'trafficClass' (batch, 1800s)",
  "pool 'next'",
);
refuses(
  'two canaries of one name',
  (app) => {
    const { models, chat, tenants } = rollout(10, app);
    tenants[0].addCanary(chat, poolIn(models, 'third', { modelName: 'chat' }), 10);
  },
  "'canary' (pool 'models/third') of 'chat'",
  "pool 'models/chat-next'",
  'one name has one canary',
);
refuses(
  'a canary alone under the name that it shares',
  (app) => {
    const { next, tenants } = rollout(10, app);
    tenants[0].addModel(next);
  },
  "'modelName' (chat) of pool 'models/chat-next' is taken",
  "by pool 'models/chat'",
);
refuses(
  'the two pools of a canary the other way round',
  (app) => {
    const { next, chat, gateway } = rollout(10, app);
    new ModelRoute(chartIn(app, 'x'), 'x', { gateway, hostnames: ['x.ai.example.com'] }).addCanary(next, chat, 10);
  },
  "'modelName' (chat) of pool 'models/chat-next' is taken",
);
refuses(
  'a canary beside its stable pool on one host',
  (app) => {
    const { next, chat, tenants } = rollout(10, app);
    tenants[0].addCanary(chat, next, 10);
  },
  "'models' of route 'tenant-a/route' has 'chat'",
  'leave it out',
);
