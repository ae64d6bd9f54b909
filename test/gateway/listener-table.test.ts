import { App } from 'cdk8s';
import { InferenceGateway, Listener, ModelRoute, TenantRoute } from 'cdk8s-inference-gateway';
import { CERTIFICATE, poolIn, team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { all, chartIn, find } from '../render';

const HTTPS = Listener.https('*.ai.example.com', { certificate: CERTIFICATE });

function gatewayOf(app: App, ...listeners: Listener[]): InferenceGateway {
  return new InferenceGateway(chartIn(app, 'edge'), 'gateway', { listeners });
}

test('each tenant has an HTTPS listener of its own, which admits HTTPRoutes of its namespace only', () => {
  const { listeners } = find(tenancy(['tenant-a', 'tenant-b']).app, 'Gateway', 'gateway').spec;
  const own = (tenant: string) => ({
    name: `${tenant}.ai.example.com`,
    hostname: `${tenant}.ai.example.com`,
    port: 443,
    protocol: 'HTTPS',
    tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: 'ai-example-com-tls' }] },
    allowedRoutes: {
      kinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
      namespaces: { from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': tenant } } },
    },
  });
  expect(listeners).toEqual(expect.arrayContaining([own('tenant-a'), own('tenant-b')]));
});

test('no listener is open to all namespaces', () => {
  const gateways = [team().app, tenancy(['tenant-a']).app].flatMap((app) => all(app, 'Gateway'));
  const openings = gateways.flatMap(({ spec }) => spec.listeners.map((one) => one.allowedRoutes.namespaces.from));
  expect(openings).not.toContain('All');
});

test('beside HTTPS, port 80 takes routes of the gateway namespace only, which redirect', () => {
  const { app } = tenancy(['tenant-a']);
  const plain = find(app, 'Gateway', 'gateway').spec.listeners.filter(({ protocol }) => protocol === 'HTTP');
  expect(plain).toMatchObject([{ name: 'http', port: 80, allowedRoutes: { namespaces: { from: 'Same' } } }]);
  const onPlain = all(app, 'HTTPRoute').filter(({ spec }) => spec.parentRefs.some((ref) => ref.sectionName === 'http'));
  expect(onPlain.map(({ metadata }) => metadata.name)).toEqual(['gateway-https-redirect']);
});

test('a route without hostnames opens the listener for its own namespace', () => {
  const [listener] = find(team().app, 'Gateway', 'gateway').spec.listeners;
  expect(listener.hostname).toBeUndefined();
  expect(listener.allowedRoutes.namespaces.selector).toEqual({ matchLabels: { 'kubernetes.io/metadata.name': 'ai' } });
});

test('routes without hostnames of two namespaces share one listener, which admits exactly the two', () => {
  const { app, gateway, chart } = team();
  new ModelRoute(chartIn(app, 'other'), 'more', { gateway, models: [poolIn(chart, 'second')] });
  const { listeners } = find(app, 'Gateway', 'gateway').spec;
  expect(listeners.map(({ allowedRoutes }) => allowedRoutes.namespaces.selector)).toEqual([
    { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['ai', 'other'] }] },
  ]);
});

test('a gateway without routes keeps its listeners to itself', () => {
  const app = new App();
  gatewayOf(app, HTTPS);
  const { listeners } = find(app, 'Gateway', 'gateway').spec;
  expect(listeners.map(({ hostname, allowedRoutes }) => [hostname, allowedRoutes.namespaces.from])).toEqual([
    [undefined, 'Same'],
    ['*.ai.example.com', 'Same'],
  ]);
});

test('a hostname goes to the closest of the listeners that cover it', () => {
  const app = new App();
  const near = Listener.https('*.b.ai.example.com', { certificate: CERTIFICATE, port: 8443 });
  const gateway = gatewayOf(app, HTTPS, near);
  const pool = poolIn(chartIn(app, 'models'), 'chat');
  const hostnames = ['x.ai.example.com', 'x.b.ai.example.com'];
  new TenantRoute(chartIn(app, 'tenant'), 'route', { gateway, hostnames, models: [pool] });
  const { listeners } = find(app, 'Gateway', 'gateway').spec;
  expect(listeners.map(({ hostname, port }) => [hostname, port])).toEqual([
    [undefined, 80],
    ['x.ai.example.com', 443],
    ['x.b.ai.example.com', 8443],
  ]);
});

test('two routes of one namespace share the listener of their hostname', () => {
  const { app, gateway, code, tenants } = tenancy(['tenant-a']);
  const chart = tenants[0].node.scope as ReturnType<typeof chartIn>;
  new TenantRoute(chart, 'second', { gateway, hostnames: ['tenant-a.ai.example.com'], models: [code] });
  expect(find(app, 'Gateway', 'gateway').spec.listeners.map(({ name }) => name)).toEqual([
    'http',
    'tenant-a.ai.example.com',
  ]);
});

test('a gateway has room for 60 tenants', () => {
  const { app } = tenancy(Array.from({ length: 60 }, (_, index) => `t${index}`));
  expect(find(app, 'Gateway', 'gateway').spec.listeners).toHaveLength(61);
});

test('a route without hostnames is not let into the listener of a tenant', () => {
  const program = () => {
    const app = new App();
    const gateway = gatewayOf(app, Listener.http({ hostname: 'ai.example.com' }));
    const models = chartIn(app, 'models');
    const hostnames = ['ai.example.com'];
    new TenantRoute(chartIn(app, 'tenant'), 'route', { gateway, hostnames, models: [poolIn(models, 'chat')] });
    new ModelRoute(models, 'everyone', { gateway, models: [poolIn(models, 'code')] });
  };
  expect(program).toThrow(/'ai\.example\.com'|\(ai\.example\.com\)/);
});

test('a wildcard hostname does not share its listener with the hostname that spells it', () => {
  const app = new App();
  const gateway = gatewayOf(app, Listener.http({ hostname: '*.example.com' }));
  const models = chartIn(app, 'models');
  const hostnames = ['*.ai.example.com', 'wildcard.ai.example.com'];
  new TenantRoute(chartIn(app, 'tenant'), 'route', { gateway, hostnames, models: [poolIn(models, 'chat')] });
  expect(find(app, 'Gateway', 'gateway').spec.listeners.map(({ hostname }) => hostname)).toEqual(hostnames);
});

refuses('no listeners', (app) => gatewayOf(app), "'listeners' is empty", 'Listener.http()');
refuses(
  'more listeners than a Gateway can have',
  (app) =>
    gatewayOf(app, ...Array.from({ length: 65 }, (_, index) => Listener.http({ hostname: `h${index}.example.com` }))),
  "'listeners'",
  '60',
);
refuses(
  'two listeners on one port',
  (app) => gatewayOf(app, Listener.http(), Listener.http()),
  "'listeners'",
  'port 80 twice',
  'leave one out',
);
refuses(
  'two listeners of one hostname on one port',
  (app) => gatewayOf(app, HTTPS, HTTPS),
  "'listeners'",
  'port 443 twice for *.ai.example.com',
);
refuses(
  'plain HTTP beside HTTPS',
  (app) => gatewayOf(app, HTTPS, Listener.http({ port: 8080 })),
  "'listeners'",
  'HTTP beside HTTPS',
  'leave Listener.http() out',
);
refuses(
  'HTTPS on the port that redirects',
  (app) => gatewayOf(app, Listener.https('ai.example.com', { certificate: CERTIFICATE, port: 80 })),
  "'port' (80)",
  'redirects',
  'write 443',
);
refuses(
  'a hostname outside every listener',
  (app) =>
    new TenantRoute(chartIn(app, 'tenant'), 'route', { gateway: gatewayOf(app, HTTPS), hostnames: ['ai.example.org'] }),
  "'hostnames' (ai.example.org)",
  "outside every listener of gateway 'gateway' (*.ai.example.com)",
  'add a listener',
);
refuses(
  "another tenant's hostname",
  (app) => tenancy(['tenant-a', 'tenant-b'], { hostnames: ['shared.ai.example.com'] }, app),
  "'hostnames' (shared.ai.example.com)",
  "'tenant-b/route'",
  "namespace 'tenant-a'",
  'its own hostname',
);
refuses(
  'the 61st tenant of a gateway',
  (app) =>
    tenancy(
      Array.from({ length: 61 }, (_, index) => `t${index}`),
      {},
      app,
    ),
  "'hostnames' (t60.ai.example.com)",
  'hostname 61',
  'room for 60',
  'second InferenceGateway',
);

describe('a listener that a route has for itself stays its own', () => {
  const hostnames = ['ai.example.com'];

  /** A tenant with the hostname of a listener, and shared endpoints without hostnames, attached in some order. */
  function attaching(...order: ('tenant' | 'own' | 'foreign')[]): () => void {
    return () => {
      const app = new App();
      const gateway = gatewayOf(app, Listener.http({ hostname: 'ai.example.com' }));
      const charts = { tenant: chartIn(app, 'tenant'), other: chartIn(app, 'other') };
      for (const step of order) {
        const models = [poolIn(charts.other, `${step}-model`)];
        if (step === 'tenant') new TenantRoute(charts.tenant, step, { gateway, hostnames, models });
        else new ModelRoute(step === 'own' ? charts.tenant : charts.other, step, { gateway, models });
      }
    };
  }

  test.each([
    [['tenant', 'foreign']],
    [['foreign', 'tenant']],
    [['tenant', 'own', 'foreign']],
    [['own', 'tenant', 'foreign']],
    [['own', 'foreign', 'tenant']],
  ] as const)('when its order is %j', (order) => {
    expect(attaching(...order)).toThrow(/ai\.example\.com/);
  });

  test('but takes all routes of its namespace', () => {
    expect(attaching('tenant', 'own')).not.toThrow();
    expect(attaching('own', 'tenant')).not.toThrow();
  });
});

refuses(
  'one hostname on two ports, of which only one would ever be used',
  (app) =>
    gatewayOf(
      app,
      Listener.https('ai.example.com', { certificate: CERTIFICATE }),
      Listener.https('ai.example.com', { certificate: CERTIFICATE, port: 8443 }),
    ),
  "'listeners' has 'ai.example.com' on several ports",
  'leave the others out',
);
