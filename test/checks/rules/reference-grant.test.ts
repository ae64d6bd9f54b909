import { changed, correct, found, without } from '../manifests';

const route = (namespace: string, backend: object) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'r', namespace },
  spec: { rules: [{ backendRefs: [backend] }] },
});
const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', namespace: 'b' },
  spec: { ports: [{ port: 80 }] },
};
const grant = (to: object, from = 'a') => ({
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  kind: 'ReferenceGrant',
  metadata: { name: 'g', namespace: 'b' },
  spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: from }], to: [to] },
});
const backend = { name: 's', namespace: 'b', port: 80 };
const all = [namespace('a'), namespace('b'), service];
const about = (objects: object[]) => found(objects as never).filter((one) => one.startsWith('reference-grant'));

describe('a backend in another namespace', () => {
  test.each([
    ['without a grant', []],
    ['with a grant for another name', [grant({ group: '', kind: 'Service', name: 'other' })]],
    [
      'with a grant for another kind',
      [grant({ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 's' })],
    ],
    ['with a grant for another namespace', [grant({ group: '', kind: 'Service', name: 's' }, 'c')]],
  ])('is an error %s', (_, grants) => {
    expect(about([...all, route('a', backend), ...grants])).toContain('reference-grant error HTTPRoute a/r');
  });

  test.each([
    ['with a grant for its name', grant({ group: '', kind: 'Service', name: 's' })],
    ['with a grant for all names', grant({ group: '', kind: 'Service' })],
  ])('is right %s', (_, one) => {
    expect(about([...all, route('a', backend), one])).toEqual([]);
  });

  test('needs no grant within its namespace', () => {
    expect(about([...all, route('b', { name: 's', port: 80 })])).toEqual([]);
  });
});

test('an unused grant is a warning', () => {
  expect(about([...all, grant({ group: '', kind: 'Service', name: 's' })])).toEqual([
    'reference-grant warning ReferenceGrant b/g',
  ]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(found(without(correct(), 'ReferenceGrant', 'chat-from-tenant-a'))).toEqual([
    'reference-grant error HTTPRoute tenant-a/inference',
  ]);
  expect(
    found(
      changed(correct(), 'ReferenceGrant', 'chat-from-tenant-a', '"namespace":"tenant-a"', '"namespace":"tenant-b"'),
    ),
  ).toContain('reference-grant error HTTPRoute tenant-a/inference');
});
