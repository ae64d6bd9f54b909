import { App } from 'cdk8s';
import { Cluster, Delivery, Namespaces, Registry, Requirements } from 'cdk8s-inference-gateway';
import { documents, synthesized } from './example';
import { objectFaults } from './judges/objects';
import { pathFaults } from './judges/path';
import { namespaceFaults, podSecurityFaults } from './judges/pods';
import { timeFaults } from './judges/time';
import { tenancy } from './programs';
import { all, containerOf, find, objectsOf } from './render';
import { defaulted, violations } from './schema/crd-schema';

describe('the environments of one program', () => {
  const { files } = synthesized('environments', false);
  const objectsIn = (environment: string) =>
    Object.entries(files)
      .filter(([name]) => name.startsWith(`${environment}/`))
      .flatMap(([, file]) => documents(file));

  test('have a folder each', () => {
    const both = ['edge', 'models', 'tenant-a'];
    expect(Object.keys(files)).toEqual([
      ...both.map((chart) => `dev/${chart}.k8s.yaml`),
      ...[...both, 'tenant-b'].map((chart) => `prod/${chart}.k8s.yaml`),
      ...both.map((chart) => `stage/${chart}.k8s.yaml`),
    ]);
  });

  test.each(['dev', 'stage', 'prod'])('%s works by itself', (environment) => {
    const objects = objectsIn(environment);
    const faults = [objectFaults, pathFaults, timeFaults, podSecurityFaults, namespaceFaults].flatMap((judge) =>
      judge(objects),
    );
    expect(faults).toEqual([]);
    expect(objects.flatMap((object) => [...violations(object), ...defaulted(object)])).toEqual([]);
  });

  test.each([
    ['dev', 'simulator', 1, 1],
    ['stage', 'vllm', 1, 1],
    ['prod', 'vllm', 3, 2],
  ])('%s differs in what the table says', (environment, container, replicas, tenants) => {
    const objects = objectsIn(environment);
    const deployment = find(objects, 'Deployment', 'chat');
    expect([containerOf(deployment).name, deployment.spec.replicas]).toEqual([container, replicas]);
    expect(all(objects, 'HTTPRoute').filter(({ spec }) => spec.hostnames)).toHaveLength(tenants);
  });
});

test('two Apps of one process share nothing', () => {
  const alone = () => JSON.stringify(objectsOf(tenancy(['tenant-a']).app));
  const before = alone();
  const other = new App();
  Cluster.define(other, { delivery: Delivery.argoCd(), registry: Registry.mirror('acr.example.com') });
  Namespaces.of(other).existing('tenant-a');
  Namespaces.of(other).label('models', { other: 'yes' });
  const program = tenancy(['tenant-a', 'tenant-b'], {}, other);
  // Made turn by turn: neither is complete when the other begins.
  const one = tenancy(['tenant-a']);
  program.tenants[0].addModel(program.code);
  expect(JSON.stringify(objectsOf(one.app))).toBe(before);
  expect(alone()).toBe(before);
  expect(JSON.stringify(objectsOf(other))).toContain('acr.example.com');
  expect(Requirements.of(one.app)).not.toBe(Requirements.of(other));
});
