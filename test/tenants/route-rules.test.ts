import type { App } from 'cdk8s';
import {
  InferenceGateway,
  Listener,
  Model,
  ModelRoute,
  ModelTask,
  TenantRoute,
  TrafficClass,
} from 'cdk8s-inference-gateway';
import { pathFaults } from '../judges/path';
import { poolIn, poolsIn, team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { all, captured, chartIn, find, objectsOf } from '../render';
import { violations } from '../schema/crd-schema';

const EXTRA_PATHS = ['/v1/embeddings', '/v1/conversations', '/a/completions', '/b/completions', '/c/completions'];

/** A route with a number of models. */
function withModels(count: number) {
  const program = team({ route: { models: [] } });
  for (const pool of poolsIn(program.chart, count)) program.route.addModel(pool);
  return program;
}

function modelsOf(app: App): string[][] {
  return all(app, 'HTTPRoute').map(({ spec }) => spec.rules.map(({ backendRefs }) => backendRefs[0].name));
}

test('a route has one rule for each model, with a match for each path', () => {
  const { rules } = find(withModels(2).app, 'HTTPRoute', 'everyone').spec;
  expect(rules.map(({ matches }) => matches.map(({ path }) => path.value))).toEqual([
    ['/v1/chat/completions', '/v1/completions', '/v1/responses'],
    ['/v1/chat/completions', '/v1/completions', '/v1/responses'],
  ]);
});

test('only POST of exact paths is published', () => {
  const { rules } = find(team().app, 'HTTPRoute', 'everyone').spec;
  for (const { method, path } of rules[0].matches) expect([method, path.type]).toEqual(['POST', 'Exact']);
});

test('no rule has a name, since equal names swap pickers', () => {
  const rules = all(withModels(20).app, 'HTTPRoute').flatMap(({ spec }) => spec.rules);
  expect(rules).toHaveLength(20);
  for (const rule of rules) expect(rule).not.toHaveProperty('name');
});

test('nothing is retried', () => {
  expect(JSON.stringify(objectsOf(team().app))).not.toContain('"retry"');
});

test('16 models fit into one HTTPRoute', () => {
  expect(modelsOf(withModels(16).app).map((models) => models.length)).toEqual([16]);
});

test('the 17th model goes into a second HTTPRoute, with the same hosts and listeners', () => {
  const { app, route } = withModels(17);
  expect(modelsOf(app)).toEqual([Array.from({ length: 16 }, (_, index) => `model-${index + 1}`), ['model-17']]);
  expect(route.httpRoutes.map(({ name }) => name)).toEqual(['everyone', 'everyone-2']);
  const [first, second] = all(app, 'HTTPRoute');
  expect([second.spec.parentRefs, second.spec.hostnames]).toEqual([first.spec.parentRefs, first.spec.hostnames]);
});

test('33 models of a tenant fill three HTTPRoutes, each within what Gateway API allows', () => {
  const { app, gateway } = tenancy([]);
  const pools = poolsIn(chartIn(app, 'more'), 33);
  const tenant = new TenantRoute(chartIn(app, 'tenant-a'), 'route', {
    gateway,
    hostnames: ['tenant-a.ai.example.com'],
    models: pools,
  });
  for (const path of EXTRA_PATHS) tenant.addPath(path);
  const objects = objectsOf(app);
  const sizes = tenant.httpRoutes.map(({ name }) =>
    find(objects, 'HTTPRoute', name).spec.rules.map(({ matches }) => matches.length),
  );
  expect(sizes.map((rules) => rules.length)).toEqual([16, 16, 1]);
  expect(Math.max(...sizes.map((rules) => rules.reduce((sum, count) => sum + count)))).toBe(128);
  expect(objects.flatMap(violations)).toEqual([]);
  expect(pathFaults(objects)).toEqual([]);
});

test('a further path is published for all models, also those that are added later', () => {
  const { app, chart, route } = team();
  route.addPath('/v1/embeddings');
  route.addModel(poolIn(chart, 'second'));
  const { rules } = find(app, 'HTTPRoute', 'everyone').spec;
  for (const { matches } of rules) expect(matches.map(({ path }) => path.value)).toContain('/v1/embeddings');
});

test('a path that a model has already is not published twice', () => {
  const { app, route } = team({ pool: { model: Model.huggingFace('acme/embed', { task: ModelTask.EMBED }) } });
  route.addPath('/v1/embeddings');
  route.addPath('/v1/embeddings');
  expect(find(app, 'HTTPRoute', 'everyone').spec.rules[0].matches).toHaveLength(1);
});

test('a pool of another namespace is named with it, one of the own without', () => {
  const { app, route } = team();
  route.addModel(poolIn(chartIn(app, 'models'), 'remote'));
  const { rules } = find(app, 'HTTPRoute', 'everyone').spec;
  expect(rules.map(({ backendRefs }) => [backendRefs[0].name, backendRefs[0].namespace])).toEqual([
    ['qwen3', undefined],
    ['remote', 'models'],
  ]);
});

test('two routes of two hosts may offer one model', () => {
  const { app, chart, gateway, pool } = team({
    gateway: { listeners: [Listener.http({ hostname: '*.example.com' })] },
    route: { hostnames: ['a.example.com'] },
  });
  new ModelRoute(chart, 'other', { gateway, models: [pool], hostnames: ['b.example.com'] });
  expect(pathFaults(objectsOf(app))).toEqual([]);
});

test('a route in another namespace than its gateway names it', () => {
  const { app, chart } = team();
  const edge = chartIn(app, 'edge');
  const gateway = new InferenceGateway(edge, 'second');
  new ModelRoute(chart, 'more', { gateway, models: [poolIn(chart, 'other')] });
  const [parent] = find(app, 'HTTPRoute', 'more').spec.parentRefs;
  expect([parent.name, parent.namespace]).toEqual(['second', 'edge']);
});

refuses(
  'more paths than fit beside 16 models',
  (app) => {
    const { route } = team({}, app);
    for (const path of [...EXTRA_PATHS, '/d/completions']) route.addPath(path);
  },
  "'path' (/d/completions)",
  'path 9',
  '8 fit',
  'second route',
);
refuses(
  'a model that comes with too many paths after them',
  (app) => {
    const { route, chart } = team({ route: { models: [] } }, app);
    for (const path of [...EXTRA_PATHS, '/d/completions']) route.addPath(path);
    route.addModel(poolIn(chart, 'late'));
  },
  '8 fit',
);

describe('programs that call tools', () => {
  const NO_PARSER = Model.huggingFace('acme/model');
  const warnings = (model: Model, trafficClass: TrafficClass) =>
    captured(() => team({ pool: { model }, route: { trafficClass } }).app.synthYaml()).printed.filter((line) =>
      line.includes('toolParser'),
    );

  test('are told of a model that never calls one by itself', () => {
    expect(warnings(NO_PARSER, TrafficClass.AGENT)).toEqual([
      expect.stringMatching(/'trafficClass' \(agent\) of route 'everyone' .* pool 'qwen3', whose model 'qwen3'/),
    ]);
  });

  test('are not told of others, nor other traffic, nor of embeddings', () => {
    const embeds = Model.huggingFace('acme/model', { task: ModelTask.EMBED });
    expect([
      ...warnings(Model.QWEN3_0_6B, TrafficClass.AGENT),
      ...warnings(NO_PARSER, TrafficClass.INTERACTIVE),
      ...warnings(embeds, TrafficClass.AGENT),
    ]).toEqual([]);
  });
});
