import { type App, Chart } from 'cdk8s';
import { ConfigMap, Deployment, Namespace, ServiceAccount } from 'cdk8s-plus-28';
import { team } from './programs';
import { find, objectsOf } from './render';

test('constructs of cdk8s-plus live beside ours in one chart', () => {
  const { app, chart } = team();
  const account = new ServiceAccount(chart, 'account', { metadata: { name: 'shop' } });
  const deployment = new Deployment(chart, 'shop', {
    metadata: { name: 'shop' },
    serviceAccount: account,
    containers: [{ image: 'shop:v1', portNumber: 8080, envVariables: {} }],
  });
  deployment.exposeViaService({ name: 'shop' });
  new ConfigMap(chart, 'settings', { metadata: { name: 'shop' }, data: { url: 'http://gateway-istio.ai' } });
  const objects = objectsOf(app);
  for (const kind of ['Deployment', 'ConfigMap', 'Service', 'ServiceAccount'] as const) {
    expect(find(objects, kind, 'shop').metadata.namespace).toBe('ai');
  }
  expect(find(objects, 'HTTPRoute', 'everyone').spec.rules).toHaveLength(1);
  expect(objects[0]).toMatchObject({ kind: 'Namespace', metadata: { name: 'ai' } });
});

test('objects of cdk8s-plus change none of ours', () => {
  const own = (app: App) => objectsOf(app).filter(({ metadata }) => metadata.name !== 'shop');
  const { app, chart } = team();
  new ConfigMap(chart, 'settings', { metadata: { name: 'shop' } });
  new Namespace(new Chart(app, 'zz'), 'namespace', { metadata: { name: 'shop' } });
  expect(own(app)).toEqual(own(team().app));
});
