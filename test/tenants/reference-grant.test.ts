import { ModelRoute } from 'cdk8s-inference-gateway';
import { poolIn, team, tenancy } from '../programs';
import { all, chartIn } from '../render';

test('each tenant may refer to exactly its own models, by a grant in their namespace', () => {
  const { app, code, tenants } = tenancy(['tenant-a', 'tenant-b']);
  tenants[1].addModel(code);
  const grants = all(app, 'ReferenceGrant').map(({ metadata, spec }) => [metadata.namespace, spec]);
  const grant = (namespace: string, name: string) => [
    'models',
    {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace }],
      to: [{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name }],
    },
  ];
  expect(grants).toEqual([grant('tenant-a', 'chat'), grant('tenant-b', 'chat'), grant('tenant-b', 'code')]);
});

test('a route in the namespace of its pool needs no grant', () => {
  expect(all(team().app, 'ReferenceGrant')).toEqual([]);
});

test('two routes of one namespace share a grant', () => {
  const { app, chart, gateway, route } = team({ route: { models: [], hostnames: ['a.example.com'] } });
  const remote = poolIn(chartIn(app, 'models'), 'remote');
  route.addModel(remote);
  new ModelRoute(chart, 'more', { gateway, models: [remote], hostnames: ['b.example.com'] });
  expect(gateway.namespace).toBe('ai');
  expect(all(app, 'ReferenceGrant').map(({ metadata }) => metadata.name)).toEqual(['remote-from-ai']);
});

test('a pool that no other namespace uses grants nothing', () => {
  const { app } = tenancy(['tenant-a']);
  expect(all(app, 'ReferenceGrant').map(({ metadata }) => metadata.name)).toEqual(['chat-from-tenant-a']);
});

test('grants are of the version that every Istio reads', () => {
  expect(all(tenancy(['tenant-a']).app, 'ReferenceGrant')[0].apiVersion).toBe('gateway.networking.k8s.io/v1beta1');
});
