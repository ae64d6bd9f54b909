import { InferenceGateway, ModelRoute } from 'cdk8s-inference-gateway';
import { poolIn, team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { all, chartIn, find } from '../render';

test('several tenants share one pool', () => {
  const { app } = tenancy(['tenant-a', 'tenant-b']);
  const routes = all(app, 'HTTPRoute').filter(({ spec }) => spec.hostnames !== undefined);
  expect(routes.map(({ spec }) => spec.rules[0].backendRefs[0])).toEqual([
    expect.objectContaining({ name: 'chat', namespace: 'models' }),
    expect.objectContaining({ name: 'chat', namespace: 'models' }),
  ]);
});

test('one pool serves two gateways', () => {
  const { app, chart, pool } = team();
  const other = new InferenceGateway(chartIn(app, 'second'), 'second');
  new ModelRoute(chart, 'more', { gateway: other, models: [pool] });
  const tables = all(app, 'ConfigMap').filter(({ data }) => data.baseModel === 'qwen3');
  expect(tables.map(({ metadata }) => metadata.namespace)).toEqual(['ai', 'second']);
});

test('two models of one name live on two gateways', () => {
  const { app } = team();
  const chart = chartIn(app, 'second');
  const gateway = new InferenceGateway(chart, 'gateway');
  new ModelRoute(chart, 'everyone', { gateway, models: [poolIn(chart, 'qwen3')] });
  expect(all(app, 'HTTPRoute').map(({ spec }) => spec.rules[0].matches[0].headers?.[0].value)).toEqual([
    'qwen3',
    'qwen3',
  ]);
  expect(find(app, 'InferencePool', 'qwen3', 'second').metadata.namespace).toBe('second');
});

refuses(
  'two models with one public name on one gateway',
  (app) => {
    const { chart, route } = team({ pool: { modelName: 'gpt' } }, app);
    route.addModel(poolIn(chart, 'second', { modelName: 'gpt' }));
  },
  "'modelName' (gpt) of pool 'ai/second'",
  "on gateway 'gateway' by pool 'ai/qwen3'",
  "another 'modelName'",
);
refuses(
  'two models with one public name offered by two tenants of one gateway',
  (app) => {
    const { models, tenants } = tenancy(['tenant-a', 'tenant-b'], {}, app);
    tenants[1].addModel(poolIn(models, 'second', { modelName: 'chat' }));
  },
  "'modelName' (chat) of pool 'models/second'",
  "by pool 'models/chat'",
);
refuses(
  'one model twice in a route',
  (app) => {
    const { route, pool } = team({}, app);
    route.addModel(pool);
  },
  "'models' of route 'ai/everyone' has 'qwen3'",
  'leave it out',
);
refuses(
  'one model from two routes on the same host',
  (app) => {
    const { gateway, pool, chart } = team({}, app);
    new ModelRoute(chart, 'again', { gateway, models: [pool] });
  },
  "'models' of route 'ai/again' has 'qwen3'",
  "route 'ai/everyone' offers on the same host",
  'only one of the two',
);
