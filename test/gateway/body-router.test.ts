import { App } from 'cdk8s';
import { Cluster, Versions } from 'cdk8s-inference-gateway';
import { poolIn, team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { all, containerOf, find, objectsOf, selects } from '../render';

const NAME = 'gateway-body-router';

function table(app: App) {
  return all(app, 'ConfigMap').filter(
    ({ metadata }) => metadata.labels?.['inference.networking.k8s.io/bbr-managed'] === 'true',
  );
}

test('the table has one entry for each model that a route offers, in the namespace of the router', () => {
  const { app, code, tenants } = tenancy(['tenant-a', 'tenant-b']);
  tenants[1].addModel(code);
  expect(table(app).map(({ metadata, data }) => [metadata.namespace, data])).toEqual([
    ['edge', { baseModel: 'chat' }],
    ['edge', { baseModel: 'code' }],
  ]);
});

test('a model that no route offers is not in the table', () => {
  const { app, chart } = team();
  poolIn(chart, 'unused');
  expect(table(app).map(({ data }) => data.baseModel)).toEqual(['qwen3']);
});

test('each model has a ConfigMap of its own, since the router reads one only once', () => {
  const { app, chart, route } = team();
  route.addModel(poolIn(chart, 'second'));
  expect(table(app).map(({ metadata }) => metadata.name)).toEqual(['gateway-model-qwen3', 'gateway-model-second']);
});

test.each([
  ['with a slash', 'Qwen/Qwen3-0.6B'],
  ['with punctuation only between two letters', 'a./:@-b'],
  ['of the longest name', 'm'.repeat(128)],
])('the ConfigMap of a model %s has a valid name', (_, modelName) => {
  const [{ metadata, data }] = table(team({ pool: { modelName } }).app);
  expect(data.baseModel).toBe(modelName);
  expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/);
});

test('two models never share a ConfigMap', () => {
  const { app, chart, route } = team({ pool: { modelName: `m${'x'.repeat(126)}1` } });
  route.addModel(poolIn(chart, 'second', { modelName: `m${'x'.repeat(126)}2` }));
  expect(new Set(table(app).map(({ metadata }) => metadata.name)).size).toBe(2);
});

test('the router can read the table and nothing else', () => {
  const objects = objectsOf(team().app);
  expect(find(objects, 'Role', NAME).rules).toEqual([
    { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] },
  ]);
  const { roleRef, subjects } = find(objects, 'RoleBinding', NAME);
  expect([roleRef.kind, roleRef.name]).toEqual(['Role', NAME]);
  expect(subjects).toEqual([{ kind: 'ServiceAccount', name: NAME, namespace: 'ai' }]);
  expect(find(objects, 'Deployment', NAME).spec.template.spec.serviceAccountName).toBe(NAME);
});

test('the router takes requests only once its serving port listens', () => {
  const container = containerOf(find(team().app, 'Deployment', NAME));
  const serving = container.ports.find(({ name }) => name === container.startupProbe.tcpSocket?.port);
  expect(container.args).toContain(`--grpc-port=${serving?.containerPort}`);
});

test('liveness and readiness ask the health port that the router is told', () => {
  const { args, livenessProbe, readinessProbe } = containerOf(find(team().app, 'Deployment', NAME));
  expect(args).toContain(`--grpc-health-port=${livenessProbe.grpc?.port}`);
  expect(args).toContain(`--grpc-health-port=${readinessProbe.grpc?.port}`);
});

test('the Service reaches the serving port of the router by gRPC', () => {
  const objects = objectsOf(team().app);
  const { selector, ports } = find(objects, 'Service', NAME).spec;
  const deployment = find(objects, 'Deployment', NAME);
  expect(selects(selector, deployment.spec.template.metadata.labels)).toBe(true);
  const [port] = ports;
  expect(port.appProtocol).toBe('kubernetes.io/h2c');
  const target = containerOf(deployment).ports.find(({ name }) => name === port.targetPort);
  expect(target?.containerPort).toBe(port.port);
});

test('the router streams bodies and extracts the model into the header that is mapped', () => {
  const { args } = containerOf(find(team().app, 'Deployment', NAME));
  expect(args).toContain('--streaming');
  expect(args).toContain('--plugin=base-model-to-header:base-model-mapper');
  const extractor = args.find((arg) => arg.startsWith('--plugin=body-field-to-header:model-extractor:'));
  expect(JSON.parse(extractor?.split(':').slice(2).join(':') ?? '')).toEqual({
    fieldName: 'model',
    headerName: 'X-Gateway-Model-Name',
  });
});

test('two routers run on nodes that their image was made for, and roll one by one', () => {
  const { spec } = find(team().app, 'Deployment', NAME);
  expect(spec.replicas).toBe(2);
  expect(spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  expect(spec.template.spec.nodeSelector).toEqual({ 'kubernetes.io/arch': 'amd64' });
});

test('the router is the one of the lock', () => {
  const { image } = containerOf(find(team().app, 'Deployment', NAME));
  expect(image).toBe(`${Versions.BODY_ROUTER.image}:${Versions.BODY_ROUTER.lock}`);
});

test('proxies talk TLS to the router', () => {
  const app = new App();
  Cluster.define(app, { clusterDomain: 'corp.local' });
  const { host, trafficPolicy } = find(team({}, app).app, 'DestinationRule', NAME).spec;
  expect(host).toBe('gateway-body-router.ai.svc.corp.local');
  expect(trafficPolicy.tls).toEqual({ mode: 'SIMPLE', insecureSkipVerify: true });
});

refuses(
  'two models whose names differ in punctuation only',
  (app) => {
    const { chart, route } = team({ pool: { modelName: 'llama-3.1' } }, app);
    route.addModel(poolIn(chart, 'second', { modelName: 'LLaMA-3-1' }));
  },
  "'modelName' (LLaMA-3-1)",
  "'llama-3.1'",
  'case or punctuation',
);
