import { kubeconfigFor } from '../../src/cluster/kubeconfig';

const KUBECONFIG = `users:
- name: user
  user:
    exec:
      command: kubelogin
      args: [get-token, --login, devicecode, --server-id, x]
`;

test('signs in by itself: a device code would wait for a person', () => {
  const text = kubeconfigFor(Buffer.from(KUBECONFIG).toString('base64'), 'workloadidentity');
  expect(text).toContain('workloadidentity');
  expect(text).not.toContain('devicecode');
});

test.each([undefined, ''])('is empty while the cluster is not known (%p)', (encoded) => {
  expect(kubeconfigFor(encoded, 'azurecli')).toBe('');
});

test('leaves a kubeconfig without kubelogin as it is', () => {
  const admin = 'users:\n  - name: admin\n    user:\n      token: x\n';
  expect(kubeconfigFor(Buffer.from(admin).toString('base64'), 'azurecli')).toBe(admin);
});
