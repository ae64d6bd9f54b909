import { ApiObject, App, JsonPatch } from 'cdk8s';
import { Namespaces, Overlay } from 'cdk8s-inference-gateway';
import { parse } from 'yaml';
import { poolIn, team, tenancy } from './programs';
import { refuses } from './refuses';
import { chartIn, containerOf, find, objectsOf } from './render';

test('an overlay changes one field of a container and keeps the rest', () => {
  const { app, pool } = team();
  const before = containerOf(find(app, 'Deployment', 'qwen3'));
  Overlay.of(pool.deployment).merge({
    spec: { template: { spec: { containers: [{ name: 'simulator', resources: { limits: { memory: '64Gi' } } }] } } },
  });
  const after = containerOf(find(app, 'Deployment', 'qwen3'));
  expect(after.resources.limits).toEqual({ ...before.resources.limits, memory: '64Gi' });
  expect({ ...after, resources: before.resources }).toEqual(before);
});

test('an overlay adds variables, volumes and containers by their names', () => {
  const { app, pool } = team();
  const before = find(app, 'Deployment', 'qwen3').spec.template.spec;
  Overlay.of(pool.deployment).merge({
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: 'simulator',
              env: [
                { name: 'POD_NAME', valueFrom: null, value: 'fixed' },
                { name: 'MORE', value: '1' },
              ],
            },
            { name: 'sidecar', image: 'sidecar:v1' },
          ],
          volumes: [{ name: 'scratch', emptyDir: {} }],
        },
      },
    },
  });
  const after = find(app, 'Deployment', 'qwen3').spec.template.spec;
  expect(after.containers.map(({ name }) => name)).toEqual(['simulator', 'sidecar']);
  expect(after.volumes).toEqual([...(before.volumes ?? []), { name: 'scratch', emptyDir: {} }]);
  expect(after.containers[0].env).toEqual([
    { name: 'POD_NAME', value: 'fixed' },
    before.containers[0].env[1],
    { name: 'MORE', value: '1' },
  ]);
});

test('null removes a field', () => {
  const { app, pool } = team();
  Overlay.of(pool.deployment).merge({ spec: { template: { spec: { topologySpreadConstraints: null } } } });
  expect(find(app, 'Deployment', 'qwen3').spec.template.spec).not.toHaveProperty('topologySpreadConstraints');
});

test('several overlays apply in their order, and return themselves', () => {
  const { app, pool } = team();
  Overlay.of(pool.deployment)
    .merge({ spec: { replicas: 5, paused: true } })
    .merge({ spec: { replicas: 6 } });
  expect(find(app, 'Deployment', 'qwen3').spec).toMatchObject({ replicas: 6, paused: true });
});

test('fields that no schema knows are kept', () => {
  const { app, pool } = team();
  Overlay.of(pool.inferencePool).merge({ spec: { invented: { by: 'tomorrow' } } });
  expect(find(app, 'InferencePool', 'qwen3').spec).toHaveProperty('invented', { by: 'tomorrow' });
});

test('an overlay changes what is rendered late as well', () => {
  const { app, chart, gateway, route } = team();
  Overlay.of(gateway.gateway).merge({ spec: { listeners: [{ name: 'http', hostname: '*.ai.internal' }] } });
  Overlay.of(route.httpRoutes[0]).merge({ metadata: { annotations: { owner: 'team' } } });
  route.addModel(poolIn(chart, 'late'));
  const [listener] = find(app, 'Gateway', 'gateway').spec.listeners;
  expect([listener.hostname, listener.protocol]).toEqual(['*.ai.internal', 'HTTP']);
  const { metadata, spec } = find(app, 'HTTPRoute', 'everyone');
  expect(metadata.annotations).toMatchObject({ owner: 'team' });
  expect(spec.rules).toHaveLength(2);
});

test('JSON patches still work, before overlays', () => {
  const { app, pool } = team();
  Overlay.of(pool.deployment).merge({ spec: { paused: false } });
  pool.deployment.addJsonPatch(JsonPatch.replace('/spec/replicas', 7), JsonPatch.add('/spec/paused', true));
  expect(find(app, 'Deployment', 'qwen3').spec).toMatchObject({ replicas: 7, paused: false });
});

test("the proxies' Deployment, which we do not render, can be changed through the gateway", () => {
  const { app, gateway } = team();
  gateway.overlayProxyDeployment({ spec: { replicas: 4 } });
  expect(parse(find(app, 'ConfigMap', 'gateway-proxy').data.deployment).spec.replicas).toBe(4);
});

/** The members of a construct that are rendered objects: fields and getters, but those of its base classes. */
function members(construct: object): ApiObject[] {
  const getters = Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(construct)));
  const fields = Object.keys(construct);
  const values = [...fields, ...getters].map((key) => (construct as Record<string, unknown>)[key]);
  return values.flat().filter(ApiObject.isApiObject);
}

describe('every object that is rendered is a member of its construct', () => {
  const { app, gateway, chat, code, tenants } = tenancy(['tenant-a']);
  const pools = [chat, code];
  const constructs = [gateway, gateway.bodyRouter, ...pools, ...pools.map((pool) => pool.endpointPicker), ...tenants];
  const namespaces = ['edge', 'models', 'tenant-a'].flatMap((name) => Namespaces.of(app).objects(name));
  const objects = [...constructs.flatMap(members), ...namespaces];
  const names = (list: ApiObject[]) => list.map(({ kind, node }) => `${kind} ${node.path}`).sort();

  test('and no other object is', () => {
    expect(names(objects)).toEqual(names(app.node.findAll().filter(ApiObject.isApiObject)));
  });

  test.each(objects.map((object) => ({ what: `${object.kind} ${object.name}`, object })))(
    'any field of it can be changed: $what',
    ({ object }) => {
      Overlay.of(object).merge({ metadata: { annotations: { changed: 'yes' } }, invented: { by: 'tomorrow' } });
      expect(object.toJson()).toMatchObject({
        metadata: { annotations: { changed: 'yes' } },
        invented: { by: 'tomorrow' },
      });
    },
  );
});

test('an overlay of one object changes no other', () => {
  const { app, pool } = team();
  const before = objectsOf(app);
  Overlay.of(pool.inferencePool).merge({ spec: { appProtocol: 'kubernetes.io/h2c' } });
  const changed = objectsOf(app).filter((object, index) => JSON.stringify(object) !== JSON.stringify(before[index]));
  expect(changed.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([['InferencePool', 'qwen3']]);
});

refuses(
  'an overlay of an object of somebody else',
  () => Overlay.of(new ApiObject(chartIn(new App(), 'ai'), 'own', { apiVersion: 'v1', kind: 'ConfigMap' })),
  "'object' (ai/own)",
  'not rendered by this library',
  'use its addJsonPatch()',
);
