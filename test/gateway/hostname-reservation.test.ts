import { App } from 'cdk8s';
import { InferenceGateway, Listener, ModelRoute } from 'cdk8s-inference-gateway';
import { refusal } from '../judges/admission';
import { CERTIFICATE, team, tenancy } from '../programs';
import { all, chartIn, find, objectsOf, type Rendered } from '../render';

const HOST_A = 'tenant-a.ai.example.com';
const HOST_B = 'tenant-b.ai.example.com';
const NEW = 'new.ai.example.com';

interface Attempt {
  readonly kind?: string;
  readonly namespace?: string;
  readonly hostnames?: string[];
  readonly parents?: object[];
}

/** Why the policy of a program refuses a route; by default one of tenant B's own on its own hostname. */
function said(
  objects: Rendered[],
  { kind = 'HTTPRoute', namespace = 'tenant-b', hostnames = [HOST_B], parents }: Attempt,
) {
  const [gateway] = all(objects, 'Gateway');
  const { name, namespace: of } = gateway.metadata;
  const parentRefs = (parents ?? [{ sectionName: HOST_B }]).map((parent) => ({ name, namespace: of, ...parent }));
  const policy = find(objects, 'ValidatingAdmissionPolicy', `hostnames.${name}.${of}`);
  return refusal(policy, gateway, { kind, metadata: { namespace }, spec: { parentRefs, hostnames } });
}

const tenants = objectsOf(tenancy(['tenant-a', 'tenant-b']).app);
const onB = 'Gateway edge/gateway';

test.each<[string, Attempt, string]>([
  [
    'the hostname of another',
    { hostnames: [HOST_A] },
    `hostname ${HOST_A} is not reserved to namespace tenant-b on ${onB} (it owns: ${HOST_B})`,
  ],
  ['the hostname of another beside its own', { hostnames: [HOST_B, HOST_A] }, `hostname ${HOST_A} is not reserved`],
  ['a wildcard around all', { hostnames: ['*.ai.example.com'] }, 'hostname *.ai.example.com is not reserved'],
  [
    'the listener of another',
    { parents: [{ sectionName: HOST_A }] },
    `sectionName ${HOST_A} of a parentRef is no listener of namespace tenant-b on ${onB} (it has: ${HOST_B})`,
  ],
  ['no listener', { parents: [{}] }, 'sectionName (none) of a parentRef is no listener'],
  ['a port in place of a listener', { parents: [{ port: 443 }] }, 'sectionName (none) of a parentRef is no listener'],
  [
    'a second parentRef without a listener',
    { parents: [{ sectionName: HOST_B }, {}] },
    'sectionName (none) of a parentRef is no listener',
  ],
  [
    'a namespace without a hostname',
    { namespace: 'tenant-c' },
    `sectionName ${HOST_B} of a parentRef is no listener of namespace tenant-c on ${onB} (it has: none)`,
  ],
  [
    'the hostname of another on a listener that is not there yet',
    { hostnames: [HOST_A], parents: [{ sectionName: 'new' }] },
    `hostname ${HOST_A} is not reserved`,
  ],
  [
    'a hostname of nobody that its listener would serve',
    { hostnames: ['*.example.com'] },
    'hostname *.example.com is not reserved',
  ],
  ['a GRPCRoute', { kind: 'GRPCRoute' }, `${onB} takes HTTPRoutes only, not a GRPCRoute`],
  ['a TLSRoute', { kind: 'TLSRoute' }, `${onB} takes HTTPRoutes only, not a TLSRoute`],
])('refuses a route with %s', (_, attempt, why) => {
  expect(said(tenants, attempt)).toContain(why);
});

test.each<[string, Attempt]>([
  ['its own hostname on its own listener', {}],
  ['the hostname of its own listener unsaid', { hostnames: [] }],
  ['a hostname and listener that are not there yet', { hostnames: [NEW], parents: [{ sectionName: NEW }] }],
  [
    'a hostname and listener more than are there yet',
    { hostnames: [HOST_B, NEW], parents: [{ sectionName: HOST_B }, { sectionName: NEW }] },
  ],
  [
    'the kind of its parent spelled out',
    { parents: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', sectionName: HOST_B }] },
  ],
  ['another gateway of the same name', { namespace: 'other', hostnames: [HOST_A], parents: [{ namespace: 'other' }] }],
  ['a gateway of another name', { hostnames: [HOST_A], parents: [{ name: 'other' }] }],
  ['a Service as its parent', { hostnames: [HOST_A], parents: [{ group: '', kind: 'Service' }] }],
])('takes a route with %s', (_, attempt) => {
  expect(said(tenants, attempt)).toBeUndefined();
});

test('takes every route that the programs themselves render', () => {
  const app = new App();
  const { gateway, models, chat } = tenancy(['tenant-a'], {}, app);
  new ModelRoute(models, 'everyone', { gateway, models: [chat] });
  for (const objects of [objectsOf(app), tenants, objectsOf(team().app)]) {
    const [policy] = all(objects, 'ValidatingAdmissionPolicy');
    const [gateway] = all(objects, 'Gateway');
    const routes = all(objects, 'HTTPRoute');
    expect(routes.length).toBeGreaterThan(0);
    for (const { kind, metadata, spec } of routes) {
      const namespace = String(metadata.namespace);
      expect(refusal(policy, gateway, { kind, metadata: { namespace }, spec })).toBeUndefined();
    }
  }
});

test('whoever shares a listener owns no hostname by it', () => {
  const objects = objectsOf(team().app);
  const everyone = { namespace: 'ai', parents: [{ sectionName: 'http' }] };
  expect(said(objects, { ...everyone, hostnames: [] })).toBeUndefined();
  expect(said(objects, { ...everyone, hostnames: ['x.example.com'] })).toBe(
    'hostname x.example.com is not reserved to namespace ai on Gateway ai/gateway (it owns: none)',
  );
});

test('whoever shares a listener of a wildcard takes no hostname of it', () => {
  const app = new App();
  const { gateway, models, chat } = tenancy(['tenant-a'], {}, app);
  new ModelRoute(models, 'everyone', { gateway, models: [chat] });
  const objects = objectsOf(app);
  const everyone = { namespace: 'models', parents: [{ sectionName: 'wildcard.ai.example.com' }, { sectionName: NEW }] };
  expect(said(objects, { ...everyone, hostnames: [] })).toBeUndefined();
  expect(said(objects, { ...everyone, hostnames: [NEW] })).toContain(`hostname ${NEW} is not reserved`);
});

test('the listener that redirects is shared with nobody', () => {
  const redirect = { hostnames: [], parents: [{ sectionName: 'http' }] };
  expect(said(tenants, { ...redirect, namespace: 'edge' })).toBeUndefined();
  expect(said(tenants, redirect)).toContain('sectionName http of a parentRef is no listener of namespace tenant-b');
});

test('the listeners of a gateway without routes are left to its own namespace', () => {
  const app = new App();
  const listeners = [Listener.https('*.ai.example.com', { certificate: CERTIFICATE })];
  new InferenceGateway(chartIn(app, 'edge'), 'gateway', { listeners });
  const route = { hostnames: [], parents: [{ sectionName: 'wildcard.ai.example.com' }] };
  const objects = objectsOf(app);
  expect(said(objects, { ...route, namespace: 'edge' })).toBeUndefined();
  expect(said(objects, route)).toContain('is no listener of namespace tenant-b on Gateway edge/gateway (it has: none)');
});

test('the policy is in force for the whole cluster, and fails closed', () => {
  const policy = find(tenants, 'ValidatingAdmissionPolicy', 'hostnames.gateway.edge');
  const binding = find(tenants, 'ValidatingAdmissionPolicyBinding', 'hostnames.gateway.edge');
  expect([policy, binding].map(({ metadata }) => metadata.namespace)).toEqual([undefined, undefined]);
  expect(policy.spec).toMatchObject({
    failurePolicy: 'Fail',
    matchConstraints: { resourceRules: [{ operations: ['CREATE', 'UPDATE'], apiVersions: ['*'] }] },
  });
  expect(binding.spec).toMatchObject({ policyName: 'hostnames.gateway.edge' });
  expect(binding.spec.validationActions).toContain('Deny');
});

test('a gateway that is gone leaves the routes of others alone', () => {
  const { spec } = find(tenants, 'ValidatingAdmissionPolicyBinding', 'hostnames.gateway.edge');
  expect(spec.paramRef).toEqual({ name: 'gateway', namespace: 'edge', parameterNotFoundAction: 'Allow' });
});

test('policies of gateways whose names run together have names of their own', () => {
  const app = new App();
  new InferenceGateway(chartIn(app, 'a'), 'b-c');
  new InferenceGateway(chartIn(app, 'a-b'), 'c');
  expect(new Set(all(app, 'ValidatingAdmissionPolicy').map(({ metadata }) => metadata.name)).size).toBe(2);
});

test('a tenant more changes nothing for the whole cluster', () => {
  const fewer = objectsOf(tenancy(['tenant-a']).app);
  for (const kind of ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'] as const) {
    expect(all(tenants, kind)).toEqual(all(fewer, kind));
  }
});

test('whoever a Gateway admits by other labels owns its listener, and nobody else', () => {
  const selected = (namespace: string, selector: object) => {
    const [gateway] = all(tenants, 'Gateway');
    const { name, hostname } = gateway.spec.listeners[1];
    const allowedRoutes = { namespaces: { from: 'Selector', selector } };
    const patched = { ...gateway, spec: { ...gateway.spec, listeners: [{ name, hostname, allowedRoutes }] } };
    const [policy] = all(tenants, 'ValidatingAdmissionPolicy');
    const parentRefs = [{ name: 'gateway', namespace: 'edge', sectionName: name }];
    const route = { kind: 'HTTPRoute', metadata: { namespace }, spec: { parentRefs } };
    return refusal(policy, patched as never, route) === undefined;
  };
  const expressions = (operator: string, values?: string[], key = 'kubernetes.io/metadata.name') => ({
    matchExpressions: [{ key, operator, values }],
  });
  expect(selected('a', {})).toBe(true);
  expect(selected('a', { matchLabels: { team: 'a' } })).toBe(false);
  expect(selected('a', expressions('In', ['a', 'b']))).toBe(true);
  expect(selected('c', expressions('In', ['a', 'b']))).toBe(false);
  expect(selected('a', expressions('NotIn', ['a']))).toBe(false);
  expect(selected('c', expressions('NotIn', ['a']))).toBe(true);
  expect(selected('a', expressions('Exists'))).toBe(true);
  expect(selected('a', expressions('Exists', undefined, 'team'))).toBe(false);
  expect(selected('a', expressions('DoesNotExist'))).toBe(false);
  expect(selected('a', expressions('DoesNotExist', undefined, 'team'))).toBe(true);
});

test('who may make no policy for the whole cluster leaves it out', () => {
  const { app, gateway } = team({ gateway: { reserveHostnames: false } });
  expect([gateway.hostnamePolicy, gateway.hostnamePolicyBinding]).toEqual([undefined, undefined]);
  const left = objectsOf(app).filter(({ metadata }) => metadata.name.includes('hostnames'));
  expect(left).toEqual([]);
});
