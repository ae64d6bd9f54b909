import { Size } from 'cdk8s';
import { NamespaceQuota, TenantRoute, TrafficClass } from 'cdk8s-inference-gateway';
import { poolIn, tenancy } from '../programs';
import { refuses } from '../refuses';
import { all, chartIn, find, objectsOf, withoutPath } from '../render';

const resourceQuota = NamespaceQuota.of({ cpu: '20', memory: Size.gibibytes(64), pods: 50 });

test('a tenant has one route, on its own listener and hostname', () => {
  const route = find(tenancy(['tenant-a', 'tenant-b']).app, 'HTTPRoute', 'route', 'tenant-a');
  expect(route.spec.hostnames).toEqual(['tenant-a.ai.example.com']);
  expect(route.spec.parentRefs).toEqual([
    {
      group: 'gateway.networking.k8s.io',
      kind: 'Gateway',
      name: 'gateway',
      namespace: 'edge',
      sectionName: 'tenant-a.ai.example.com',
    },
  ]);
});

test('a tenant has its own quota and defaults for containers that ask for nothing', () => {
  const objects = objectsOf(tenancy(['tenant-a'], { resourceQuota }).app);
  expect(find(objects, 'ResourceQuota', 'route', 'tenant-a').spec.hard).toEqual(resourceQuota.hard);
  const [limit] = find(objects, 'LimitRange', 'route', 'tenant-a').spec.limits;
  for (const quantities of [limit.default, limit.defaultRequest]) {
    expect(Object.keys(quantities).sort()).toEqual(['cpu', 'memory']);
  }
});

test('a quota bounds no GPUs, since a tenant runs none', () => {
  const { hard } = find(tenancy(['tenant-a'], { resourceQuota }).app, 'ResourceQuota', 'route').spec;
  expect(Object.keys(hard).filter((resource) => resource.includes('gpu'))).toEqual([]);
});

test('a tenant without quota has neither quota nor defaults', () => {
  const { app, tenants } = tenancy(['tenant-a']);
  expect([...all(app, 'ResourceQuota'), ...all(app, 'LimitRange')]).toEqual([]);
  expect([tenants[0].resourceQuota, tenants[0].limitRange]).toEqual([undefined, undefined]);
});

test('the labels of a tenant stand on its namespace', () => {
  const { app } = tenancy(['tenant-a'], { namespaceLabels: { 'cost-centre': '42' } });
  expect(find(app, 'Namespace', 'tenant-a').metadata.labels).toMatchObject({ 'cost-centre': '42' });
  expect(find(app, 'Namespace', 'models').metadata.labels).not.toHaveProperty('cost-centre');
});

test('each model of a tenant may have a traffic class of its own', () => {
  const { app, tenants, code } = tenancy(['tenant-a'], { trafficClass: TrafficClass.INTERACTIVE });
  tenants[0].addModel(code, { trafficClass: TrafficClass.AGENT });
  const { rules } = find(app, 'HTTPRoute', 'route', 'tenant-a').spec;
  expect(rules.map(({ backendRefs, timeouts }) => [backendRefs[0].name, timeouts])).toEqual([
    ['chat', { request: '120s', backendRequest: '115s' }],
    ['code', { request: '60s', backendRequest: '55s' }],
  ]);
});

test('a tenant keeps its names when its id changes', () => {
  const render = (id: string) => {
    const { app, gateway, chat } = tenancy([]);
    const hostnames = ['tenant-a.ai.example.com'];
    new TenantRoute(chartIn(app, 'tenant-a'), id, {
      gateway,
      hostnames,
      models: [chat],
      resourceQuota,
      name: 'inference',
    });
    return objectsOf(app).map(withoutPath);
  };
  expect(render('new-id')).toEqual(render('old-id'));
});

test('a tenant may bring its own pool into its namespace, which needs no grant', () => {
  const { app, gateway } = tenancy([]);
  const chart = chartIn(app, 'tenant-a');
  const own = poolIn(chart, 'own');
  new TenantRoute(chart, 'route', { gateway, hostnames: ['tenant-a.ai.example.com'], models: [own] });
  expect(all(app, 'ReferenceGrant')).toEqual([]);
  expect(find(app, 'HTTPRoute', 'route').spec.rules[0].backendRefs[0]).not.toHaveProperty('namespace');
});

for (const hostnames of [[], undefined as unknown as string[]]) {
  refuses(
    `a tenant with ${hostnames === undefined ? 'no hostnames' : 'an empty list of hostnames'}`,
    (app) => tenancy(['tenant-a'], { hostnames }, app),
    "'hostnames' of tenant 'tenant-a/route' is empty",
    'write the hostname',
    'route.ai.example.com',
  );
}
refuses(
  'a hostname that is none',
  (app) => tenancy(['tenant-a'], { hostnames: ['Tenant_A.example.com'] }, app),
  "'hostnames' (Tenant_A.example.com)",
  'must be a DNS hostname',
);
refuses(
  'one hostname twice',
  (app) => tenancy(['tenant-a'], { hostnames: ['a.ai.example.com', 'a.ai.example.com'] }, app),
  "'hostnames'",
  'a.ai.example.com',
);
refuses(
  'more hostnames than an HTTPRoute can have',
  (app) =>
    tenancy(['tenant-a'], { hostnames: Array.from({ length: 17 }, (_, index) => `h${index}.ai.example.com`) }, app),
  "'hostnames'",
  '16',
);
refuses(
  'a tenant without models',
  (app) => tenancy(['tenant-a'], { models: [] }, app),
  '[tenant-a/route]',
  "'models' is empty",
  'addModel(pool)',
);
refuses(
  'labels that contradict those of another tenant of the namespace',
  (app) => {
    const { gateway, tenants, code } = tenancy(['tenant-a'], { namespaceLabels: { team: 'red' } }, app);
    new TenantRoute(tenants[0], 'second', {
      gateway,
      hostnames: ['tenant-a.ai.example.com'],
      models: [code],
      namespaceLabels: { team: 'blue' },
    });
  },
  "'labels' of namespace 'tenant-a'",
  "'team' is 'red' already and cannot be 'blue'",
  'write one of them',
);
refuses(
  'labels that weaken the guard rails',
  (app) => tenancy(['tenant-a'], { namespaceLabels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }, app),
  "'labels' of namespace 'tenant-a'",
  "is 'restricted' already and cannot be 'privileged'",
);
refuses(
  'labels that Kubernetes does not accept',
  (app) => tenancy(['tenant-a'], { namespaceLabels: { team: 'red & blue' } }, app),
  "'labels'",
  'red & blue',
);
refuses(
  'a tenant name that is no DNS label',
  (app) => tenancy(['tenant-a'], { name: 'Tenant A' }, app),
  "'name' (Tenant A)",
  "write 'tenant-a'",
);
refuses(
  'a traffic class that is longer than the longest generation of the pool',
  (app) => tenancy(['tenant-a'], { trafficClass: TrafficClass.BATCH }, app),
  "'trafficClass' (batch, 1800s)",
  "pool 'chat'",
  '(600s)',
  "raise 'longestGeneration' of the pool to Duration.seconds(1800)",
  'shorter class',
);
