import { App } from 'cdk8s';
import {
  Checks,
  Cluster,
  GatewayProvider,
  InferenceGateway,
  ModelPool,
  Priority,
  Requirements,
  TenantRoute,
  Versions,
} from 'cdk8s-inference-gateway';
import { found } from '../checks/manifests';
import { foreignTeam, poolIn, serviceIn, team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { all, chartIn, objectsOf } from '../render';
import { violations } from '../schema/crd-schema';

/** Made by somebody else. */
const CERTIFICATE = [{ kind: 'Secret', namespace: 'edge', name: 'ai-example-com-tls' }];
/** Hash of 'chat-for-a', as Istio ends the name of its Service. */
const HOST = 'chat-for-a-ip-a4cfb981.models.svc.cluster.local';

const backends = (objects: ReturnType<typeof objectsOf>, namespace: string) =>
  all(objects, 'HTTPRoute')
    .filter(({ metadata }) => metadata.namespace === namespace)
    .flatMap(({ spec }) => spec.rules.flatMap(({ backendRefs }) => backendRefs.map(({ name }) => name)));

test('a tenant with a limit has a door of its own to the same pods, by way of the same picker', () => {
  const { app, code, tenants } = tenancy(['a', 'b'], { maxParallel: 3 });
  tenants[1].addModel(code, { maxParallel: 5 });
  const objects = objectsOf(app);
  const pools = all(objects, 'InferencePool');
  expect(pools.map(({ metadata }) => metadata.name)).toEqual([
    'chat',
    'chat-for-a',
    'chat-for-b',
    'code',
    'code-for-b',
  ]);
  expect(pools[1].spec).toEqual(pools[0].spec);
  expect(backends(objects, 'b')).toEqual(['chat-for-b', 'code-for-b']);
  expect(objects.flatMap(violations)).toEqual([]);
  expect(found(objects, CERTIFICATE)).toEqual([]);
});

test("its limit is for the Service that Istio makes of the door's name", () => {
  const { app } = tenancy(['a'], { maxParallel: 3 });
  const rules = all(app, 'DestinationRule').filter(({ metadata }) => metadata.name === 'chat-for-a');
  expect(rules.map(({ spec }) => spec)).toEqual([
    { host: HOST, trafficPolicy: { connectionPool: { http: { http2MaxRequests: 3 } } } },
  ]);
});

test('its namespace may refer to that door alone, since any other is without a limit', () => {
  const { app, tenants, code } = tenancy(['a', 'b']);
  tenants[0].addModel(code, { maxParallel: 2 });
  const granted = all(app, 'ReferenceGrant').map(({ metadata, spec }) => [
    metadata.name,
    spec.to.map(({ name }) => name),
  ]);
  expect(granted).toEqual([
    ['chat-from-a', ['chat']],
    ['chat-from-b', ['chat']],
    ['code-for-a-from-a', ['code-for-a']],
  ]);
});

test('routes of one tenant share the door', () => {
  const { app, gateway, chat } = tenancy(['a'], { maxParallel: 3 });
  new TenantRoute(chartIn(app, 'a2'), 'more', {
    gateway,
    tenant: 'a',
    hostnames: ['more.ai.example.com'],
    models: [chat],
    maxParallel: 3,
  });
  const objects = objectsOf(app);
  expect(backends(objects, 'a2')).toEqual(['chat-for-a']);
  expect(all(objects, 'ReferenceGrant').map(({ spec }) => spec.to[0].name)).toEqual(['chat-for-a', 'chat-for-a']);
  expect(chat.tenantPools.map(({ name }) => name)).toEqual(['chat-for-a']);
  expect(chat.parallelLimits.map(({ name }) => name)).toEqual(['chat-for-a']);
});

test('nothing of the pool itself changes: a limit restarts no pod', () => {
  const without = objectsOf(tenancy(['a', 'b']).app);
  const limited = objectsOf(tenancy(['a', 'b'], { maxParallel: 3 }).app);
  for (const kind of ['Deployment', 'ConfigMap', 'NetworkPolicy', 'EnvoyFilter'] as const) {
    expect(all(limited, kind)).toEqual(all(without, kind));
  }
});

test.each([Versions.ISTIO.lock, Versions.ISTIO_WITH_SEVERAL_POOLS_IN_ONE_RULE])(
  'both sides of a canary are bounded, and keep their priorities, with Istio %s too',
  (version) => {
    const app = new App();
    Cluster.define(app, { provider: GatewayProvider.istio({ version }) });
    const program = tenancy(['a'], { models: [], maxParallel: 3, priority: Priority.HIGH }, app);
    const next = poolIn(program.models, 'chat-next', { modelName: 'chat' });
    program.tenants[0].addCanary(program.chat, next, 10);
    const objects = objectsOf(app);
    expect(backends(objects, 'a').sort()).toEqual(['chat-for-a', 'chat-next-for-a']);
    expect(all(objects, 'InferenceObjective').map(({ spec }) => spec.poolRef.name)).toEqual(['chat', 'chat-next']);
    expect(found(objects, CERTIFICATE)).toEqual([]);
  },
);

test('a tenant without a limit beside one with a limit keeps the pool, and no rule takes that for two models', () => {
  const program = tenancy(['a'], { maxParallel: 3 });
  new TenantRoute(chartIn(program.app, 'b'), 'route', {
    gateway: program.gateway,
    hostnames: ['b.ai.example.com'],
    models: [program.chat],
  });
  const objects = objectsOf(program.app);
  expect([...backends(objects, 'a'), ...backends(objects, 'b')]).toEqual(['chat-for-a', 'chat']);
  expect(found(objects, CERTIFICATE)).toEqual([]);
});

test('the owner of a pool is asked for the door, its limit and the grant', () => {
  const app = new App();
  const gateway = new InferenceGateway(chartIn(app, 'edge'), 'gateway');
  const pool = ModelPool.fromExisting(chartIn(app, 'a'), 'llama', {
    name: 'llama',
    namespace: 'ml',
    modelName: 'llama',
    isolated: false,
    pickerService: 'llama-picker',
  });
  for (const [name, maxParallel] of [
    ['b', 4],
    ['c', undefined],
  ] as const) {
    const hostnames = [`${name}.example.com`];
    new TenantRoute(chartIn(app, name), 'route', { gateway, hostnames, models: [pool], maxParallel });
  }
  expect(Checks.of(app).findings()).toEqual([]);
  const asked = Requirements.of(app).manifests('ml') as { kind: string; metadata: { name: string }; spec: object }[];
  expect(asked.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ReferenceGrant llama-for-b-from-b',
    'ReferenceGrant llama-from-c',
    'InferencePool llama-for-b',
    'DestinationRule llama-for-b',
  ]);
  expect(asked[0].spec).toMatchObject({ to: [{ name: 'llama-for-b' }] });
  expect(asked[2].spec).toMatchObject({ endpointPickerRef: { name: 'llama-picker', port: { number: 9002 } } });
});

refuses('a limit of nothing', (app) => tenancy(['a'], { maxParallel: 0 }, app), "'maxParallel' (0)", 'write 8');
refuses(
  'a limit of a route for everybody',
  (app) => {
    const { route, pool } = team({ route: { models: [] } }, app);
    route.addModel(pool, { maxParallel: 3 });
  },
  "'maxParallel' (3)",
  'make it a TenantRoute',
);
refuses(
  'two limits of one tenant on one pool',
  (app) => {
    const { gateway, chat } = tenancy(['a'], { maxParallel: 3 }, app);
    const hostnames = ['more.ai.example.com'];
    new TenantRoute(chartIn(app, 'a2'), 'more', { gateway, tenant: 'a', hostnames, models: [chat] });
  },
  "'maxParallel' (none) of route 'a2/more' is 3 at route 'a/route'",
  'write the same at both',
);
refuses(
  'names that are too long together',
  (app) => tenancy(['a'], { maxParallel: 3, tenant: `t${'o'.repeat(60)}` }, app),
  "'maxParallel' (3) of route 'a/route'",
  'of 70 characters, but 63 fit',
);
refuses(
  'a Service behind a route with a limit',
  (app) => {
    const { tenants, models } = tenancy(['a'], { maxParallel: 3 }, app);
    const service = serviceIn(models, 'router', { port: 80, podLabels: { app: 'router' } });
    tenants[0].addService(service, { paths: ['/v1/route'] });
  },
  "'maxParallel' (3)",
  "service 'router'",
  'addModel(pool, { maxParallel: 3 })',
);
refuses(
  'a limit behind a gateway of another owner',
  (app) => foreignTeam(app, { maxParallel: 3 }),
  "'maxParallel' (3)",
  'of another owner',
);
