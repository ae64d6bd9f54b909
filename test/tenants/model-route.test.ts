import { App } from 'cdk8s';
import { InferenceGateway, Listener, ModelRoute, TrafficClass } from 'cdk8s-inference-gateway';
import { poolIn, team } from '../programs';
import { refuses } from '../refuses';
import { chartIn, find } from '../render';

test('a shared endpoint answers on any hostname of a gateway inside the cluster', () => {
  const { spec } = find(team().app, 'HTTPRoute', 'everyone');
  expect(spec.hostnames).toBeUndefined();
  expect(spec.parentRefs.map(({ sectionName }) => sectionName)).toEqual(['http']);
});

test('a shared endpoint answers on the hostnames that it names', () => {
  const hostnames = ['ai.example.com', 'llm.example.com'];
  const { spec } = find(team({ route: { hostnames } }).app, 'HTTPRoute', 'everyone');
  expect(spec.hostnames).toEqual(hostnames);
  expect(spec.parentRefs.map(({ sectionName }) => sectionName)).toEqual(hostnames);
});

test('a route without hostnames attaches to every listener', () => {
  const app = new App();
  const chart = chartIn(app, 'ai');
  const gateway = new InferenceGateway(chart, 'gateway', {
    listeners: [Listener.http(), Listener.http({ port: 8080 })],
  });
  new ModelRoute(chart, 'everyone', { gateway, models: [poolIn(chart, 'chat')] });
  expect(find(app, 'HTTPRoute', 'everyone').spec.parentRefs.map(({ sectionName }) => sectionName)).toEqual([
    'http',
    'http-8080',
  ]);
  expect(find(app, 'Gateway', 'gateway').spec.listeners.map(({ name, port }) => [name, port])).toEqual([
    ['http', 80],
    ['http-8080', 8080],
  ]);
});

test('answers may stream for 10 minutes, unless asked otherwise', () => {
  const { rules } = find(team().app, 'HTTPRoute', 'everyone').spec;
  expect(rules[0].timeouts).toEqual({ request: '600s', backendRequest: '595s' });
});

test('a model may have a traffic class of its own', () => {
  const { app, chart, route } = team({ route: { trafficClass: TrafficClass.INTERACTIVE } });
  route.addModel(poolIn(chart, 'tools'), { trafficClass: TrafficClass.AGENT });
  const { rules } = find(app, 'HTTPRoute', 'everyone').spec;
  expect(rules.map(({ timeouts }) => timeouts.request)).toEqual(['120s', '60s']);
});

test('the object of a route is public', () => {
  const { route } = team();
  expect(route.httpRoutes.map(({ kind, name }) => [kind, name])).toEqual([['HTTPRoute', 'everyone']]);
});

refuses(
  'a route without models',
  (app) => team({ route: { models: [] } }, app),
  '[ai/everyone]',
  "'models' is empty",
  'addModel(pool)',
);
refuses(
  'a route name that is no DNS label',
  (app) => team({ route: { name: 'every one' } }, app),
  "'name' (every one)",
  "write 'every-one'",
);
refuses(
  'a route name that leaves no room for its number',
  (app) => team({ route: { name: 'r'.repeat(61) } }, app),
  `'name' (${'r'.repeat(61)})`,
  'at most 60 fit',
);
refuses(
  'two routes of one name in one namespace',
  (app) => {
    const { chart, gateway } = team({}, app);
    new ModelRoute(chart, 'again', { gateway, models: [poolIn(chart, 'second')], name: 'everyone' });
  },
  "'name' (everyone)",
  "HTTPRoute ai/everyone is rendered by 'ai/everyone/Resource' already",
  "give 'ai/again' another 'name'",
);
refuses(
  'a traffic class that is longer than the longest generation of the pool',
  (app) => team({ route: { trafficClass: TrafficClass.BATCH } }, app),
  "'trafficClass' (batch, 1800s)",
  "pool 'qwen3' finishes",
  '(600s)',
  'Duration.seconds(1800)',
);
