import { App } from 'cdk8s';
import { Cluster, GatewayProvider, Versions } from 'cdk8s-inference-gateway';
import { team } from '../programs';
import { refuses } from '../refuses';
import { find, objectsOf } from '../render';

test('Istio is the default, in the version of the lock', () => {
  const { name, version } = Cluster.of(new App()).provider;
  expect([name, version]).toEqual(['istio', Versions.ISTIO.lock]);
});

test('the Gateway is of the class that the provider is asked for', () => {
  const app = new App();
  Cluster.define(app, { provider: GatewayProvider.istio({ gatewayClassName: 'istio-edge' }) });
  expect(find(team({}, app).app, 'Gateway', 'gateway').spec.gatewayClassName).toBe('istio-edge');
});

test('proxies reach a control plane that runs elsewhere', () => {
  const app = new App();
  Cluster.define(app, { provider: GatewayProvider.istio({ namespace: 'mesh' }) });
  const { egress } = find(objectsOf(team({}, app).app), 'NetworkPolicy', 'gateway').spec;
  expect(egress).toContainEqual({
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mesh' } },
        podSelector: { matchLabels: { app: 'istiod' } },
      },
    ],
    ports: [{ protocol: 'TCP', port: 15_012 }],
  });
});

test.each([Versions.ISTIO.oldest, Versions.ISTIO.lock, '1.31.0', '1.40.0', '2.0.0', '1.31.1-rc.1'])(
  'accepts Istio %s',
  (version) => {
    expect(GatewayProvider.istio({ version }).version).toBe(version);
  },
);

test.each([
  [Versions.ISTIO.oldest, false],
  [Versions.ISTIO.lock, false],
  [Versions.ISTIO_WITH_SEVERAL_POOLS_IN_ONE_RULE, true],
  ['1.32.0', true],
  ['2.0.0', true],
])('Istio %s asks each of several pools in one rule: %p', (version, holds) => {
  expect(GatewayProvider.istio({ version }).severalPoolsInOneRule).toBe(holds);
});

for (const version of ['1.30.0', '1.9.5', '0.99.9', '1.31', 'latest', '']) {
  refuses(
    `Istio '${version}'`,
    () => GatewayProvider.istio({ version }),
    `'version' (${version})`,
    `${Versions.ISTIO.oldest} or newer`,
    `write '${Versions.ISTIO.lock}'`,
  );
}
