import { App } from 'cdk8s';
import { Cluster, PickerConfig, PickerTransport } from 'cdk8s-inference-gateway';
import { team } from '../../programs';
import { all, containerOf, find } from '../../render';

const secure = { pool: { endpointPicker: PickerConfig.of({ transport: PickerTransport.selfSigned() }) } };
const plain = { pool: { endpointPicker: PickerConfig.of({ transport: PickerTransport.plaintext() }) } };

test('the gateway talks TLS to a picker that serves TLS', () => {
  const { app } = team(secure);
  expect(containerOf(find(app, 'Deployment', 'qwen3-epp')).args).toContain('--secure-serving=true');
  expect(find(app, 'DestinationRule', 'qwen3-epp').spec.trafficPolicy.tls).toEqual({
    mode: 'SIMPLE',
    insecureSkipVerify: true,
  });
});

test('a picker that serves plain text has no DestinationRule', () => {
  const { app, pool } = team(plain);
  expect(containerOf(find(app, 'Deployment', 'qwen3-epp')).args).toContain('--secure-serving=false');
  expect(all(app, 'DestinationRule').map(({ metadata }) => metadata.name)).toEqual(['gateway-body-router']);
  expect(pool.endpointPicker.transport).toBeUndefined();
});

test.each(['cluster.local', 'corp.internal'])(
  'the host is the full name of a Service in the domain %s',
  (clusterDomain) => {
    const app = new App();
    Cluster.define(app, { clusterDomain });
    team(secure, app);
    for (const { metadata, spec } of all(app, 'DestinationRule')) {
      const { name, namespace } = find(app, 'Service', metadata.name).metadata;
      expect(spec.host).toBe(`${name}.${namespace}.svc.${clusterDomain}`);
    }
  },
);
