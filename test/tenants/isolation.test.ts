import { App, Yaml } from 'cdk8s';
import { TenantRoute } from 'cdk8s-inference-gateway';
import { tenancy } from '../programs';
import { all, captured, chartIn, objectsOf } from '../render';

/** The files of an App, by chart. */
function files(app: App): Record<string, string> {
  return captured(() =>
    Object.fromEntries(app.charts.map((chart) => [chart.node.id, Yaml.stringify(...chart.toJson())])),
  ).result;
}

test("adding a tenant leaves another tenant's file as it is, byte for byte", () => {
  const before = files(tenancy(['tenant-a']).app);
  const after = files(tenancy(['tenant-a', 'tenant-b']).app);
  expect(after['tenant-a']).toBe(before['tenant-a']);
});

test('a tenant that comes first in the alphabet and in the program changes no other either', () => {
  const before = files(tenancy(['tenant-b']).app);
  const after = files(tenancy(['aaa', 'tenant-b']).app);
  expect(after['tenant-b']).toBe(before['tenant-b']);
});

test('adding a model to a tenant changes no other tenant', () => {
  const { app, tenants, code } = tenancy(['tenant-a', 'tenant-b']);
  const before = files(app);
  tenants[1].addModel(code);
  expect(files(app)['tenant-a']).toBe(before['tenant-a']);
  expect(files(app)['tenant-b']).not.toBe(before['tenant-b']);
});

test('adding a tenant restarts no pod: not of a pool, not of a picker, not of the router', () => {
  const templates = (names: string[]) =>
    all(tenancy(names).app, 'Deployment').map(({ metadata, spec }) => [metadata.name, spec]);
  expect(templates(['tenant-a', 'tenant-b', 'tenant-c'])).toEqual(templates(['tenant-a', 'tenant-b']));
});

test('with the second tenant of a pool its picker begins to be fair, and restarts as the only pod', () => {
  const templates = (names: string[]) =>
    all(tenancy(names).app, 'Deployment').map(({ metadata, spec }) => `${metadata.name} ${JSON.stringify(spec)}`);
  const before = templates(['tenant-a']);
  const changed = templates(['tenant-a', 'tenant-b']).filter((one) => !before.includes(one));
  expect(changed.map((one) => one.split(' ')[0])).toEqual(['chat-epp']);
});

test('adding a tenant that uses known models changes no parameters of the proxies, so none restarts', () => {
  const parameters = (names: string[]) =>
    all(tenancy(names).app, 'ConfigMap').find(({ metadata }) => metadata.name === 'gateway-proxy');
  expect(parameters(['tenant-a', 'tenant-b'])).toEqual(parameters(['tenant-a']));
});

test('outside its own file a tenant adds a listener, its identity, a list of models and a grant, and nothing else', () => {
  const before = objectsOf(tenancy(['tenant-a', 'tenant-c']).app);
  const after = objectsOf(tenancy(['tenant-a', 'tenant-c', 'tenant-b']).app).filter(
    ({ metadata }) => metadata.namespace !== 'tenant-b',
  );
  const known = before.map((object) => JSON.stringify(object));
  const changed = after.filter((object) => !known.includes(JSON.stringify(object)));
  expect(changed.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'Gateway gateway',
    'EnvoyFilter gateway-request-filters',
    'EnvoyFilter gateway-models-list',
    'ReferenceGrant chat-from-tenant-b',
    'Namespace tenant-b',
  ]);
});

test('the listener of a tenant is the same whatever other tenants there are', () => {
  const listener = (names: string[]) =>
    all(tenancy(names).app, 'Gateway')[0].spec.listeners.find(({ name }) => name === 'tenant-a.ai.example.com');
  expect(listener(['tenant-b', 'tenant-a', 'tenant-c'])).toEqual(listener(['tenant-a']));
});

test('no object of a tenant names another tenant', () => {
  const { app } = tenancy(['tenant-a', 'tenant-b']);
  const own = objectsOf(app).filter(
    ({ metadata }) => metadata.namespace === 'tenant-a' || metadata.name === 'tenant-a',
  );
  expect(own.length).toBeGreaterThan(2);
  expect(JSON.stringify(own)).not.toContain('tenant-b');
});

test('a program renders the same bytes twice', () => {
  const { app } = tenancy(['tenant-a', 'tenant-b']);
  expect(files(app)).toEqual(files(app));
  expect(files(tenancy(['tenant-a', 'tenant-b']).app)).toEqual(files(app));
});

test('the order of two tenants in the program changes neither of their files', () => {
  const program = (names: string[]) => {
    const { app, gateway, chat } = tenancy([], {}, new App());
    for (const name of names) {
      new TenantRoute(chartIn(app, name), 'route', { gateway, hostnames: [`${name}.ai.example.com`], models: [chat] });
    }
    return files(app);
  };
  const [one, other] = [program(['tenant-a', 'tenant-b']), program(['tenant-b', 'tenant-a'])];
  expect([one['tenant-a'], one['tenant-b']]).toEqual([other['tenant-a'], other['tenant-b']]);
});
