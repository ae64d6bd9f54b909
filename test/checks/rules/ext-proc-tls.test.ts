import { changed, correct, found, without } from '../manifests';
import { type Change, finds, stack, stackWith } from '../stack';

const RULE = 'ext-proc-tls';
const rule = (from: string | RegExp, to: string): Change => ['DestinationRule', 'llama-epp', from, to];
const plain: Change = ['Deployment', 'llama-epp', '"--v"', '"--secure-serving=false","--v"'];

test.each(['llama-epp', 'bbr'])('%s without a DestinationRule is an error, since it speaks TLS by default', (name) => {
  expect(finds(RULE, without(stack(), 'DestinationRule', name))).toEqual([`error Service ai/${name}`]);
});

test.each<[string, Change[], string[]]>([
  ['TLS to a program in plain text', [plain], ['error DestinationRule ai/llama-epp']],
  ['no TLS to a program with TLS', [rule('"SIMPLE"', '"DISABLE"')], ['error DestinationRule ai/llama-epp']],
  [
    'a host without a domain',
    [rule('llama-epp.ai.svc.cluster.local', 'llama-epp.ai')],
    ['error DestinationRule ai/llama-epp'],
  ],
  [
    'a check of the self-signed certificate',
    [rule(',"insecureSkipVerify":true', '')],
    ['warning DestinationRule ai/llama-epp'],
  ],
])('%s is reported', (_, changes, expected) => {
  expect(finds(RULE, stackWith(...changes))).toEqual(expected);
});

test.each<[string, Change[]]>([
  ['by its short name', [rule('llama-epp.ai.svc.cluster.local', 'llama-epp')]],
  ['in another cluster domain', [rule('llama-epp.ai.svc.cluster.local', 'llama-epp.ai.svc.example.org')]],
  ['by a wildcard', [rule('llama-epp.ai.svc.cluster.local', '*.ai.svc.cluster.local')]],
  [
    'for one port',
    [
      rule(
        '"trafficPolicy":{"tls":{"mode":"SIMPLE","insecureSkipVerify":true}}',
        '"trafficPolicy":{"portLevelSettings":[{"port":{"number":9002},"tls":{"mode":"SIMPLE","insecureSkipVerify":true}}]}',
      ),
    ],
  ],
])('a DestinationRule may name the Service %s', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([]);
});

test('a boolean in two words is read as true', () => {
  const words: Change = ['Deployment', 'llama-epp', '"--v"', '"--secure-serving","false","--v"'];
  expect(finds(RULE, stackWith(words))).toEqual([]);
});

test('plain text on both sides is right', () => {
  expect(finds(RULE, without(stackWith(plain), 'DestinationRule', 'llama-epp'))).toEqual([]);
});

describe('a BackendTLSPolicy', () => {
  const certified: Change = ['Deployment', 'llama-epp', '"--v"', '"--cert-path=/tls","--v"'];
  const names = { subjectAltNames: [{ type: 'Hostname', hostname: 'llama-epp.ai.svc.cluster.local' }] };
  const policy = (validation: object, ref: object = {}) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'BackendTLSPolicy',
    metadata: { name: 'p', namespace: 'ai' },
    spec: {
      targetRefs: [{ group: '', kind: 'Service', name: 'llama-epp', ...ref }],
      validation: { hostname: 'llama-epp.ai.svc.cluster.local', ...validation },
    },
  });
  const finding = (one: object, ...changes: Change[]) =>
    finds(RULE, [...without(stackWith(...changes), 'DestinationRule', 'llama-epp'), one]);

  test.each([
    ['the Service', {}],
    ['its port', { sectionName: 'grpc-ext-proc' }],
  ])('may check the certificate of %s', (_, ref) => {
    expect(finding(policy(names, ref), certified)).toEqual([]);
  });

  test('must be for the port that is asked', () => {
    expect(finding(policy(names, { sectionName: 'http-metrics' }), certified)).toEqual(['error Service ai/llama-epp']);
  });

  test('must name the name that it checks', () => {
    expect(finding(policy({}), certified)).toEqual(['warning BackendTLSPolicy ai/p']);
  });

  test('cannot check a certificate that the picker signs itself', () => {
    expect(finding(policy(names))).toEqual(['error BackendTLSPolicy ai/p']);
  });
});

test('nor can a DestinationRule with an authority', () => {
  const named = rule('"insecureSkipVerify":true', '"credentialName":"ca"');
  expect(finds(RULE, stackWith(named))).toEqual(['error DestinationRule ai/llama-epp']);
});

test('other implementations speak TLS by themselves', () => {
  const elsewhere = stackWith(['Gateway', 'gateway', '"istio"', '"agentgateway"']);
  expect(
    finds(
      RULE,
      elsewhere.filter(({ kind }) => kind !== 'DestinationRule'),
    ),
  ).toEqual([]);
});

test('what a program or a mesh does by itself is not judged', () => {
  const own: Change = ['Deployment', 'llama-epp', 'gateway-api-inference-extension/epp:v1.5.0', 'own-picker:1'];
  expect(finds(RULE, without(stackWith(own), 'DestinationRule', 'llama-epp'))).toEqual([]);
  const unknown: Change = ['Deployment', 'llama-epp', '"--v"', '"--secure-serving=$(TLS)","--v"'];
  expect(finds(RULE, without(stackWith(unknown), 'DestinationRule', 'llama-epp'))).toEqual([]);
  expect(finds(RULE, stackWith(rule('"SIMPLE"', '"ISTIO_MUTUAL"')))).toEqual([]);
});

test('a Service without a selector may stand beside a body router', () => {
  const bare = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'x', namespace: 'ai' },
    spec: { ports: [{ port: 1 }] },
  };
  expect(finds(RULE, [...stack(), bare])).toEqual([]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(
    found(changed(correct(), 'Deployment', 'chat-epp', '--secure-serving=true', '--secure-serving=false')),
  ).toEqual(['ext-proc-tls error DestinationRule ai-models/chat-epp']);
});
