import { changed, correct, findingsOn, found, type Plain, without } from '../manifests';
import { by, deployment, gateway, NAMESPACE, object } from '../objects';

const judged = (...objects: Plain[]) => by('missing-reference', [NAMESPACE, ...objects]);
const pod = (fields: Plain) => deployment('llama', { pod: fields });
const container = (fields: Plain) => deployment('llama', { container: fields });
const volume = (fields: Plain) => pod({ volumes: [{ name: 'v', ...fields }] });
const variable = (valueFrom: Plain) => container({ env: [{ name: 'V', valueFrom }] });
const made = (kind: string, name: string, rest: Plain = {}) => object('v1', kind, name, rest);

describe('what a pod refers to', () => {
  test.each([
    ['error', 'a volume', made('ConfigMap', 'c'), volume({ configMap: { name: 'c' } })],
    [
      'error',
      'a projected volume',
      made('ConfigMap', 'c'),
      volume({ projected: { sources: [{ configMap: { name: 'c' } }] } }),
    ],
    ['error', 'all variables', made('ConfigMap', 'c'), container({ envFrom: [{ configMapRef: { name: 'c' } }] })],
    ['error', 'its account', made('ServiceAccount', 's'), pod({ serviceAccountName: 's' })],
    ['warning', 'a volume', made('Secret', 's'), volume({ secret: { secretName: 's' } })],
    ['warning', 'an image', made('Secret', 's'), pod({ imagePullSecrets: [{ name: 's' }] })],
    ['warning', 'a claim', made('PersistentVolumeClaim', 'p'), volume({ persistentVolumeClaim: { claimName: 'p' } })],
    [
      'warning',
      'what runs first',
      made('Secret', 's'),
      pod({ initContainers: [{ envFrom: [{ secretRef: { name: 's' } }] }] }),
    ],
  ])('is missed with an %s in %s, unless it is made', (severity, _, target, workload) => {
    expect(judged(workload)).toEqual([`${severity} Deployment ns/llama`]);
    expect(judged(workload, target)).toEqual([]);
  });

  test('is missed with a warning where a namespace is not ours', () => {
    const metadata = { name: 'llama', namespace: 'other' };
    expect(judged({ ...pod({ serviceAccountName: 's' }), metadata })).toEqual(['warning Deployment other/llama']);
  });

  test('is missed once, however often it is named', () => {
    const secretKeyRef = { name: 's', key: 'a' };
    const env = ['A', 'B'].map((name) => ({ name, valueFrom: { secretKeyRef } }));
    expect(judged(container({ env }))).toHaveLength(1);
  });

  test.each([
    ['optional', variable({ configMapKeyRef: { name: 'c', key: 'k', optional: true } })],
    ['an account without a name', pod({ serviceAccountName: '' })],
    ['a pull secret without a name', pod({ imagePullSecrets: [{ name: '' }] })],
    ['a claim without a name', volume({ persistentVolumeClaim: { claimName: '' } })],
    ['the default account', pod({ serviceAccountName: 'default' })],
    ["the cluster's certificate", volume({ configMap: { name: 'kube-root-ca.crt' } })],
    ["Istio's certificate", volume({ configMap: { name: 'istio-ca-root-cert' } })],
    ['made by a template', { ...volume({ ephemeral: {} }), kind: 'StatefulSet' }],
  ])('may be missing if it is %s', (_, workload) => {
    expect(judged(workload)).toEqual([]);
  });

  test('must hold the key that is read', () => {
    const config = made('ConfigMap', 'c', { data: { there: '1' } });
    expect(judged(config, variable({ configMapKeyRef: { name: 'c', key: 'other' } }))).toEqual([
      'error Deployment ns/llama',
    ]);
    expect(judged(config, variable({ configMapKeyRef: { name: 'c', key: 'there' } }))).toEqual([]);
  });

  test('is not missed if it is declared', () => {
    const objects = [NAMESPACE, pod({ serviceAccountName: 's' })];
    expect(findingsOn(objects, [{ kind: 'ServiceAccount', namespace: 'ns', name: 's' }])).toEqual([]);
  });
});

test.each([
  ['ExternalSecret', object('external-secrets.io/v1', 'ExternalSecret', 's')],
  [
    'ExternalSecret with a target',
    object('external-secrets.io/v1', 'ExternalSecret', 'x', { spec: { target: { name: 's' } } }),
  ],
  ['SealedSecret', object('bitnami.com/v1alpha1', 'SealedSecret', 's')],
  ['Certificate', object('cert-manager.io/v1', 'Certificate', 'x', { spec: { secretName: 's' } })],
  [
    'SecretProviderClass',
    object('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', 'x', {
      spec: { secretObjects: [{ secretName: 's' }] },
    }),
  ],
  [
    'VaultStaticSecret',
    object('secrets.hashicorp.com/v1beta1', 'VaultStaticSecret', 'x', { spec: { destination: { name: 's' } } }),
  ],
])('a Secret is made by %s, in its own namespace', (_, maker) => {
  const workload = volume({ secret: { secretName: 's' } });
  expect(judged(workload, maker)).toEqual([]);
  const elsewhere = { ...maker, metadata: { ...(maker.metadata as Plain), namespace: 'other' } };
  expect(judged(workload, elsewhere)).toEqual(['warning Deployment ns/llama']);
});

describe('what a Gateway refers to', () => {
  const listeners = [{ name: 'https', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'tls' }] } }];

  test('is a certificate, which cert-manager may make', () => {
    expect(judged(gateway({ listeners }))).toEqual(['warning Gateway ns/gateway']);
    expect(judged(gateway({ listeners }), made('Secret', 'tls'))).toEqual([]);
    expect(judged(gateway({ listeners }, { annotations: { 'cert-manager.io/cluster-issuer': 'x' } }))).toEqual([]);
  });

  test('are parameters, if they are in a ConfigMap', () => {
    const infrastructure = (kind: string) => ({ infrastructure: { parametersRef: { group: '', kind, name: 'p' } } });
    expect(judged(gateway(infrastructure('ConfigMap')))).toEqual(['error Gateway ns/gateway']);
    expect(judged(gateway(infrastructure('ConfigMap')), made('ConfigMap', 'p'))).toEqual([]);
    expect(judged(gateway(infrastructure('EnvoyProxy')))).toEqual([]);
    const chart = [gateway(infrastructure('ConfigMap')), deployment('llama')];
    expect(by('missing-reference', chart)).toEqual(['warning Gateway ns/gateway']);
  });
});

test('what a BackendTLSPolicy refers to is a ConfigMap with an authority', () => {
  const policy = (kind: string) => {
    const validation = { caCertificateRefs: [{ group: '', kind, name: 'ca' }] };
    return object('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', 'p', { spec: { validation } });
  };
  expect(judged(policy('ConfigMap'))).toEqual(['error BackendTLSPolicy ns/p']);
  expect(judged(policy('ConfigMap'), made('ConfigMap', 'ca', { data: { 'tls.crt': '' } }))).toEqual([
    'error BackendTLSPolicy ns/p',
  ]);
  expect(judged(policy('ConfigMap'), made('ConfigMap', 'ca', { data: { 'ca.crt': '' } }))).toEqual([]);
  expect(judged(policy('Other'))).toEqual([]);
});

test('what a RoleBinding refers to is a Role, or a ClusterRole of anybody', () => {
  const binding = (kind: string) => {
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name: 'r' };
    return object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'b', { roleRef });
  };
  expect(judged(binding('Role'))).toEqual(['error RoleBinding ns/b']);
  expect(judged(binding('Role'), object('rbac.authorization.k8s.io/v1', 'Role', 'r'))).toEqual([]);
  expect(judged(binding('ClusterRole'))).toEqual([]);
});

test('Roles that the API server makes are there', () => {
  const binding = (name: string) =>
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'b', {
      metadata: { namespace: 'kube-system' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    });
  const system = object('v1', 'Namespace', 'kube-system');
  expect(judged(system, binding('extension-apiserver-authentication-reader'))).toEqual([]);
  expect(judged(system, binding('extension-apiserver-authentication'))).toEqual(['error RoleBinding kube-system/b']);
});

describe('of correct manifests without one object, exactly this rule fires', () => {
  const objects = correct();

  test.each([
    ['ConfigMap', 'chat-epp', 'error Deployment ai-models/chat-epp'],
    ['ServiceAccount', 'chat', 'error Deployment ai-models/chat'],
    ['Role', 'chat-epp', 'error RoleBinding ai-models/chat-epp'],
    ['ConfigMap', 'ai-shared-gateway-proxy', 'error Gateway ai-gateway/ai-shared-gateway'],
  ])('%s %s', (kind, name, finding) => {
    expect(found(without(objects, kind, name))).toEqual([`missing-reference ${finding}`]);
  });

  test('a declaration', () => {
    expect(found(objects, [])).toEqual(['missing-reference warning Gateway ai-gateway/ai-shared-gateway']);
  });

  test('or with another name', () => {
    expect(
      found(changed(objects, 'Deployment', 'chat', '"serviceAccountName":"chat"', '"serviceAccountName":"chats"')),
    ).toEqual(['missing-reference error Deployment ai-models/chat']);
  });
});
