import { App } from 'cdk8s';
import { Cluster, GatewayProvider, IstioInstallation, Versions } from 'cdk8s-inference-gateway';

const provider = GatewayProvider.istio({
  version: '1.31.1',
  gatewayClassName: 'inference',
  namespace: 'mesh',
});

test('turns InferencePools on with a string, which Helm takes for the variable of a container', () => {
  expect(IstioInstallation.of().istiodValues()).toMatchObject({
    env: { [IstioInstallation.INFERENCE_FLAG]: 'true' },
  });
});

test('installs what the manifests of a cluster were rendered for', () => {
  const app = new App();
  const cluster = Cluster.define(app, { provider });
  const installation = IstioInstallation.of(cluster.provider);
  expect(installation).toMatchObject({ chartVersion: '1.31.1', namespace: 'mesh' });
  expect(installation.baseValues()).toEqual({ global: { istioNamespace: 'mesh' } });
  expect(installation.istiodValues()).toMatchObject({
    global: { istioNamespace: 'mesh' },
    env: { PILOT_GATEWAY_API_DEFAULT_GATEWAYCLASS_NAME: 'inference' },
  });
});

test('is that of the lock unless told otherwise, with the CRDs of the lock', () => {
  const { chartVersion, crds } = IstioInstallation.of();
  expect(chartVersion).toBe(Versions.ISTIO.lock);
  expect(crds.map((url) => url.split('/').slice(4, 8).join('/'))).toEqual([
    `gateway-api/releases/download/${Versions.GATEWAY_API.lock}`,
    `gateway-api-inference-extension/releases/download/${Versions.INFERENCE_EXTENSION.lock}`,
  ]);
});
