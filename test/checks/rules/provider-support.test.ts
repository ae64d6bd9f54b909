import { changed, correct, found } from '../manifests';
import { type Change, finds, stack, stackWith } from '../stack';

const RULE = 'provider-support';
const route = (from: string | RegExp, to: string): Change => ['HTTPRoute', 'llama', from, to];
const NGINX: Change = ['Gateway', 'gateway', '"istio"', '"nginx"'];
const POOL = '{"group":"inference.networking.k8s.io","kind":"InferencePool","name":"llama"}';
const TWO = route(POOL, `${POOL},${POOL.replace('llama', 'qwen')}`);
const CORS = route('"backendRefs"', '"filters":[{"type":"CORS","cors":{}}],"backendRefs"');
const named = (kind: string): Change => ['HTTPRoute', kind, '"rules":[{', '"rules":[{"name":"default",'];
const EXTENSION = route('"backendRefs"', '"filters":[{"type":"ExtensionRef"}],"backendRefs"');
const BARE: Change = ['InferencePool', 'llama', /,"endpointPickerRef":.*?\}\}/, ''];

test.each<[string, Change[], string[]]>([
  ['several pools in one rule', [TWO], ['warning HTTPRoute ai/llama']],
  ['CORS beside a pool', [CORS], ['error HTTPRoute ai/llama']],
  ['a filter that it refuses', [EXTENSION], ['error HTTPRoute ai/llama']],
  ['rules of one name on one host', [named('llama'), named('qwen')], ['error HTTPRoute ai/qwen']],
  ['a pool without a picker', [BARE], ['error InferencePool ai/llama']],
])('on Istio %s is reported, elsewhere it is right', (_, changes, expected) => {
  expect(finds(RULE, stackWith(...changes))).toEqual(expected);
  expect(finds(RULE, stackWith(...changes, NGINX))).toEqual([]);
});

test.each<[string, Change[]]>([
  ['a second pool of weight 0', [route(POOL, `${POOL},${POOL.replace('"llama"', '"qwen","weight":0')}`)]],
  ['CORS in a rule of preflights', [CORS, route('"headers":[', '"method":"OPTIONS","headers":[')]],
  ['one name on two hosts', [named('llama'), named('qwen'), ['HTTPRoute', 'qwen', 'ai.example.com', 'b.example.com']]],
])('Istio can do %s', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([]);
});

test('the controller of the class counts, not its name', () => {
  const classOf = (controllerName: string) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'nginx' },
    spec: { controllerName },
  });
  expect(finds(RULE, [...stackWith(CORS, NGINX), classOf('istio.io/gateway-controller')])).toEqual([
    'error HTTPRoute ai/llama',
  ]);
  expect(finds(RULE, [...stackWith(CORS, NGINX), classOf('gateway.nginx.org/controller')])).toEqual([]);
});

test('pool routes on ListenerSets alone are an error, beside one on the Gateway they are right', () => {
  const set = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ListenerSet',
    metadata: { name: 'set', namespace: 'ai' },
    spec: { parentRef: { name: 'gateway' } },
  };
  const moved = (name: string): Change => [
    'HTTPRoute',
    name,
    '{"name":"gateway"}',
    '{"kind":"ListenerSet","name":"set"}',
  ];
  expect(finds(RULE, [...stackWith(moved('llama'), moved('qwen')), set])).toEqual(['error HTTPRoute ai/llama']);
  expect(finds(RULE, [...stackWith(moved('llama')), set])).toEqual([]);
});

test('gRPC shares no hostname with a route to a pool, on any implementation', () => {
  const grpc = (host: string) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GRPCRoute',
    metadata: { name: 'grpc', namespace: 'ai' },
    spec: {
      parentRefs: [{ name: 'gateway' }],
      hostnames: [host],
      rules: [{ backendRefs: [{ name: 'bbr', port: 9004 }] }],
    },
  });
  expect(finds(RULE, [...stackWith(NGINX), grpc('ai.example.com')])).toEqual(['error GRPCRoute ai/grpc']);
  expect(finds(RULE, [...stack(), grpc('grpc.example.com')])).toEqual([]);
  const toPool = JSON.parse(JSON.stringify(grpc('grpc.example.com')).replace('{"name":"bbr","port":9004}', POOL));
  expect(finds(RULE, [...stack(), toPool])).toEqual(['error GRPCRoute ai/grpc']);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(
    found(
      changed(
        correct('two-models'),
        'HTTPRoute',
        'everyone',
        '"backendRefs"',
        '"filters":[{"type":"CORS","cors":{}}],"backendRefs"',
      ),
    ),
  ).toEqual(['provider-support error HTTPRoute models/everyone']);
});
