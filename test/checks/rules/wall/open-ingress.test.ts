import { found } from '../../manifests';
import { beside, CHAT, inNamespace, objects, PICKER, PROXIES, policy } from './walls';

const ports = [{ port: 8000 }];
const into = (from: object[] | undefined, more: object[] | undefined = ports) =>
  policy({ podSelector: CHAT, policyTypes: ['Ingress'], ingress: [{ from, ports: more }] });
const error = 'open-ingress error NetworkPolicy ai-models/more';

describe('in a namespace that denies by default it is an error to let in', () => {
  test.each([
    ['everybody', into(undefined)],
    ['every namespace', into([{ namespaceSelector: {} }])],
    ['namespaces by a label that anybody may set', into([{ namespaceSelector: { matchLabels: { team: 'a' } } }])],
    ['every pod of the namespace of the gateway', into([{ namespaceSelector: inNamespace('ai-gateway') }])],
    ['every pod of its own namespace', into([{ podSelector: {} }])],
    ['addresses', into([{ ipBlock: { cidr: '10.0.0.0/8' } }])],
    ['pods that no request needs', into([{ namespaceSelector: inNamespace('tenant-a'), podSelector: CHAT }])],
    [
      'pods by a label that another program has as well',
      into([{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'endpoint-picker' } } }]),
    ],
    [
      'the gateway, on another port',
      into([{ namespaceSelector: inNamespace('ai-gateway'), podSelector: PROXIES }], [{ port: 9999 }]),
    ],
    ['the gateway, on every port', into([{ namespaceSelector: inNamespace('ai-gateway'), podSelector: PROXIES }], [])],
    [
      'the gateway, on a range of ports',
      into([{ namespaceSelector: inNamespace('ai-gateway'), podSelector: PROXIES }], [{ port: 8000, endPort: 8100 }]),
    ],
    [
      'somebody into all pods of the namespace',
      policy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: CHAT }], ports }] }),
    ],
  ])('%s', (_, more) => {
    expect(beside('open-ingress', more)).toContain(error);
  });
});

test('the Deployment that Istio makes of the Gateway, read from a cluster, is no stranger; another with its label is', () => {
  const labelled = (name: string) => {
    const { matchLabels: labels } = PROXIES;
    const template = { metadata: { labels }, spec: { containers: [{ name: 'proxy', image: 'proxy:1' }] } };
    const spec = { selector: { matchLabels: labels }, template };
    return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'ai-gateway' }, spec };
  };
  expect(beside('open-ingress', labelled('ai-shared-gateway-istio'))).toEqual([]);
  expect(beside('open-ingress', labelled('other'))).not.toEqual([]);
});

describe('it is right to let in', () => {
  test.each([
    ['the gateway', into([{ namespaceSelector: inNamespace('ai-gateway'), podSelector: PROXIES }])],
    ['the picker, within the namespace', into([{ podSelector: PICKER }])],
    ['the picker on a named port', into([{ podSelector: PICKER }], [{ port: 'http' }])],
    [
      'the pickers of all models that one policy isolates',
      policy({
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'model-server' } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'endpoint-picker' } } }], ports }],
      }),
    ],
    [
      'anybody into pods that are no model server',
      policy({ podSelector: { matchLabels: { app: 'other' } }, policyTypes: ['Ingress'], ingress: [{}] }),
    ],
    [
      'nobody else, by a policy for egress',
      policy({ podSelector: CHAT, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: PICKER }] }] }),
    ],
  ])('%s', (_, more) => {
    expect(beside('open-ingress', more)).toEqual([]);
  });
});

test('where nothing denies by default, an opening is a warning', () => {
  const open = objects.filter(({ metadata }) => metadata.name !== 'default-deny');
  expect(found([...open, into(undefined)])).toContain('open-ingress warning NetworkPolicy ai-models/more');
});

test('a model server without any policy is a warning', () => {
  const bare = objects.filter(({ kind }) => kind !== 'NetworkPolicy');
  expect(found(bare).filter((one) => one.startsWith('open-ingress'))).toEqual([
    'open-ingress warning Deployment ai-gateway/ai-shared-gateway-body-router',
    'open-ingress warning Deployment ai-models/chat',
    'open-ingress warning Deployment ai-models/chat-epp',
    'open-ingress warning Deployment ai-models/embeddings',
    'open-ingress warning Deployment ai-models/embeddings-epp',
  ]);
});

test('a port of the proxies that is no listener is a warning', () => {
  const more = policy(
    { podSelector: PROXIES, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 15_020 }] }] },
    'ai-gateway',
  );
  expect(beside('open-ingress', more)).toEqual(['open-ingress warning NetworkPolicy ai-gateway/more']);
});

test('of correct manifests with one opening more, exactly this rule fires', () => {
  expect(found([...objects, into([{ namespaceSelector: {} }])]).filter((one) => one.includes(' error '))).toEqual([
    error,
  ]);
});
