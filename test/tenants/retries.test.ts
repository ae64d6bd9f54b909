import { type App, Duration } from 'cdk8s';
import { Model, ModelTask, TrafficClass } from 'cdk8s-inference-gateway';
import { poolIn, serviceIn, team } from '../programs';
import { refuses } from '../refuses';
import { find } from '../render';

const AGAIN = TrafficClass.of('embed', {
  request: Duration.seconds(30),
  backendRequest: Duration.seconds(10),
  retries: 2,
});
const EMBEDS = { model: Model.huggingFace('acme/embed', { task: ModelTask.EMBED }) };

function settings(app: App) {
  const { configPatches } = find(app, 'EnvoyFilter', 'gateway-request-filters').spec;
  return configPatches
    .filter(({ applyTo }) => applyTo === 'HTTP_ROUTE')
    .map(({ match, patch }) => [match.routeConfiguration?.vhost.route?.name, patch.value]);
}

test('embeddings may be tried again, each time as long as one attempt', () => {
  const { app } = team({ pool: EMBEDS, route: { trafficClass: AGAIN } });
  expect(settings(app)).toEqual([
    [
      'ai.everyone.0',
      {
        route: {
          timeout: '30s',
          retry_policy: {
            retry_on: 'connect-failure,refused-stream,reset,gateway-error',
            num_retries: 2,
            per_try_timeout: '10s',
          },
        },
      },
    ],
  ]);
});

test('so may a Service whose paths give whole answers, and it passes without the body router as well', () => {
  const { app, chart, route } = team();
  const service = serviceIn(chart, 'rerank', { port: 80, podLabels: { app: 'rerank' } });
  route.addService(service, { paths: ['/v1/rerank', '/v1/score'], trafficClass: AGAIN });
  const [[name, value]] = settings(app);
  expect(name).toBe('ai.everyone.0');
  expect(Object.keys(value as object)).toEqual(['route', 'typed_per_filter_config']);
});

test('a rule without retries is left as Gateway API says', () => {
  expect(settings(team({ pool: EMBEDS }).app)).toEqual([]);
});

test.each([TrafficClass.INTERACTIVE, TrafficClass.STREAMING, TrafficClass.AGENT, TrafficClass.BATCH])(
  'the class $name retries nothing',
  ({ retries }) => expect(retries).toBe(0),
);

for (const retries of [-1, 4, 0.5]) {
  refuses(
    `${retries} retries`,
    () => TrafficClass.of('x', { request: Duration.seconds(30), retries }),
    `'retries' (${retries})`,
    'from 0 to 3',
  );
}
refuses(
  'retries of a model that generates',
  (app) => team({ route: { trafficClass: AGAIN } }, app),
  "'retries' (2) of traffic class 'embed'",
  "/v1/chat/completions of model 'qwen3'",
  'paid for twice',
  'choose a class without retries',
);
refuses(
  'retries of a canary that generates',
  (app) => {
    const { chart, pool, route } = team({ route: { models: [] } }, app);
    route.addCanary(pool, poolIn(chart, 'next', { modelName: 'qwen3' }), 10, { trafficClass: AGAIN });
  },
  "'retries' (2)",
);
refuses(
  'retries of a Service on a path that may stream',
  (app) => {
    const { chart, route } = team({}, app);
    const service = serviceIn(chart, 'svc', { port: 80, podLabels: { app: 'svc' } });
    route.addService(service, { paths: ['/v1/rerank', '/v1/messages'], trafficClass: AGAIN });
  },
  "'retries' (2)",
  "/v1/messages of service 'svc'",
);
refuses(
  'a path that may stream beside retried ones',
  (app) => {
    const { route } = team({ pool: EMBEDS, route: { trafficClass: AGAIN } }, app);
    route.addPath('/v1/chat/completions');
  },
  "'retries' (2)",
  "/v1/chat/completions of model 'qwen3'",
);
