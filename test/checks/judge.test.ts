import { Checks } from '../../lib';

const route = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'everyone' },
  spec: { rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] },
};

test('objects stand in the namespace that is named for those that name none', () => {
  const [finding] = Checks.judge([{ manifest: route, file: 'a.yaml' }], { namespace: 'ai' });
  expect(finding?.object).toEqual({
    apiVersion: route.apiVersion,
    kind: 'HTTPRoute',
    namespace: 'ai',
    name: 'everyone',
  });
  expect(Checks.judge([{ manifest: route }])[0]?.object.namespace).toBe('default');
});

test('references to what exists are not reported', () => {
  const exists = [{ kind: 'Service', namespace: 'default', name: 'model' }];
  expect(Checks.judge([{ manifest: route }], { exists })).toEqual([]);
});

test.each([
  ['a name', { exists: [{ kind: 'Secret', name: 'H_F' }] }, "'name' (H_F)"],
  ['a namespace', { namespace: 'A' }, "'namespace' (A)"],
])('refuses what %s cannot be', (_, options, message) => {
  expect(() => Checks.judge([], options)).toThrow(message);
});
