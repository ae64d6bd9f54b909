import { Duration } from 'cdk8s';
import {
  type ExistingGatewayProps,
  InferenceGateway,
  Listener,
  type ModelPool,
  RequestBudget,
  RequestMatch,
  TenantRoute,
} from 'cdk8s-inference-gateway';
import { poolIn } from '../programs';
import { refuses } from '../refuses';
import { chartIn } from '../render';
import { limited } from './limited';

const MINUTE = Duration.minutes(1);
const DAY = Duration.days(1);

test('a budget knows its period by the name of the window, or by its seconds', () => {
  const windows = [Duration.seconds(1), MINUTE, Duration.hours(1), DAY].map((period) => RequestBudget.exact(1, period));
  expect(windows.map(({ window }) => window)).toEqual(['second', 'minute', 'hour', 'day']);
  expect(RequestBudget.perReplica(1, Duration.seconds(10)).window).toBe('10s');
});

for (const period of [Duration.seconds(10), Duration.millis(1500), Duration.days(30)]) {
  refuses(
    `an exact budget of ${period.toMilliseconds()} ms`,
    () => RequestBudget.exact(1, period),
    "'period'",
    'a second, a minute, an hour or a day',
  );
}
refuses('a bucket of two days', () => RequestBudget.perReplica(1, Duration.days(2)), "'period' (172800s)");
refuses('a bucket of half a second', () => RequestBudget.perReplica(1, Duration.millis(500)), "'period' (0.5s)");
for (const requests of [0, -1, 1.5, 2_000_000_000]) {
  refuses(
    `${requests} requests`,
    () => RequestBudget.exact(requests, MINUTE),
    `'requests' (${requests})`,
    'such as 600',
  );
}

refuses(
  'two exact budgets a minute',
  (app) => limited({ a: [RequestBudget.exact(1, MINUTE), RequestBudget.exact(2, Duration.seconds(60))] }, {}, app),
  "'budgets' of route 'a/route' has two exact ones of 60s",
);

refuses(
  'two budgets of one model and window',
  (app) => {
    const twice = (chat: ModelPool) => [1, 2].map((count) => RequestBudget.exact(count, MINUTE).forModel(chat));
    limited({ a: twice }, {}, app);
  },
  "'budgets' of route 'a/route' has two exact ones of 60s for model 'chat'",
);
refuses(
  'a budget for a model that the tenant is not offered',
  (app) => {
    const code = poolIn(chartIn(app, 'more'), 'code');
    limited({ a: [RequestBudget.exact(1, MINUTE).forModel(code)] }, {}, app);
  },
  "'budgets' of route 'a/route' has one for model 'code'",
  'add the pool to its models',
);
refuses(
  'a budget for a model whose name no body router reads',
  (app) => {
    const { gateway, chat } = limited({}, {}, app);
    const route = new TenantRoute(chartIn(app, 'b'), 'route', {
      gateway,
      hostnames: ['b.ai.example.com'],
      budgets: [RequestBudget.perReplica(1, MINUTE).forModel(chat)],
    });
    route.addModel(chat, { match: RequestMatch.PATH });
  },
  "has one for model 'chat', which tenant 'b' does not ask for by the name in the body",
);

test('a budget of one model and one of all may have the same period', () => {
  const both = (chat: ModelPool) => [RequestBudget.exact(9, MINUTE), RequestBudget.exact(5, MINUTE).forModel(chat)];
  expect(() => limited({ a: both })).not.toThrow();
});

test('an exact budget and one per replica may have the same period', () => {
  expect(() => limited({ a: [RequestBudget.exact(9, MINUTE), RequestBudget.perReplica(5, MINUTE)] })).not.toThrow();
});

refuses(
  'a budget per replica of a tenant with two hostnames',
  (app) =>
    limited(
      { a: [RequestBudget.perReplica(5, MINUTE)] },
      { hostnames: (tenant) => [`${tenant}.ai.example.com`, `${tenant}-2.ai.example.com`] },
      app,
    ),
  "'budgets' of route 'a/route'",
  '2 hostnames (a.ai.example.com, a-2.ai.example.com)',
  'write RequestBudget.exact(...), or leave one hostname',
);

/** Routes of one tenant in two namespaces, with these budgets. */
function twoRoutes(app: Parameters<typeof chartIn>[0], budgets: (RequestBudget[] | undefined)[]) {
  const gateway = new InferenceGateway(chartIn(app, 'edge'), 'gateway', {
    listeners: [Listener.http({ hostname: '*.example.com' })],
  });
  const models = [poolIn(chartIn(app, 'models'), 'chat')];
  for (const [index, budget] of budgets.entries()) {
    const hostnames = [`host-${index}.example.com`];
    new TenantRoute(chartIn(app, `n${index}`), 'route', { gateway, tenant: 'a', hostnames, models, budgets: budget });
  }
}

refuses(
  'budgets of one tenant at two routes',
  (app) => twoRoutes(app, [[RequestBudget.perReplica(1, MINUTE)], [RequestBudget.perReplica(1, DAY)]]),
  "'budgets' of route 'n1/route' are tenant 'a's",
  "at route 'n0/route' already",
);
refuses(
  'a budget per replica of a tenant with a second route',
  (app) => twoRoutes(app, [[RequestBudget.perReplica(1, MINUTE)], undefined]),
  "'budgets' of route 'n0/route'",
  '2 hostnames (host-0.example.com, host-1.example.com)',
);
refuses(
  'an exact budget at a gateway without a rate limiter',
  (app) => twoRoutes(app, [[RequestBudget.exact(600, MINUTE)]]),
  "'budgets' of route 'n0/route' has an exact one (600 a minute)",
  "gateway 'gateway' has no 'rateLimiter'",
  'write rateLimiter: new RateLimiter(',
);

const EXISTING: ExistingGatewayProps = {
  name: 'theirs',
  namespace: 'edge',
  isolated: false,
  listeners: [{ name: 'http', port: 80, hostname: '*.example.com' }],
};
refuses(
  'budgets at a gateway of another owner',
  (app) => {
    const chart = chartIn(app, 'a');
    const gateway = InferenceGateway.fromExisting(chart, 'gateway', EXISTING);
    new TenantRoute(chart, 'route', {
      gateway,
      hostnames: ['a.example.com'],
      budgets: [RequestBudget.perReplica(1, MINUTE)],
    });
  },
  "'budgets' of route 'a/route'",
  "gateway 'theirs' of another owner",
);
