import { changed, correct, found } from '../manifests';
import { type Change, finds, stackWith } from '../stack';

const RULE = 'published-paths';
const PATH = '{"type":"Exact","value":"/v1/chat/completions"}';
const path = (value: string, type = 'Exact'): Change => ['HTTPRoute', 'llama', PATH, JSON.stringify({ type, value })];
const config = (parser: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'config', namespace: 'ai' },
  data: { 'plugins.yaml': `plugins: [{type: ${parser}}]` },
});
const WITH_CONFIG: Change = [
  'Deployment',
  'llama-epp',
  '"containers"',
  '"volumes":[{"name":"config","configMap":{"name":"config"}}],"containers"',
];

test.each(['/', '/v1', '/v1/'])('the prefix %s is a warning, as charts have it', (prefix) => {
  expect(finds(RULE, stackWith(path(prefix, 'PathPrefix')))).toEqual(['warning HTTPRoute ai/llama']);
});

test('no path at all is the prefix /', () => {
  expect(finds(RULE, stackWith(['HTTPRoute', 'llama', `"path":${PATH},`, '']))).toEqual(['warning HTTPRoute ai/llama']);
});

test.each(['/metrics', '/v1/load_lora_adapter', '/collective_rpc'])('the control endpoint %s is a warning', (one) => {
  expect(finds(RULE, stackWith(path(one)))).toEqual(['warning HTTPRoute ai/llama']);
});

test.each(['/v1/rerank', '/v1/messages', '/v1/audio/transcriptions'])(
  '%s, which the picker does not parse, is an error',
  (one) => {
    expect(finds(RULE, stackWith(path(one)))).toEqual(['error HTTPRoute ai/llama']);
  },
);

test.each<[string, Change[]]>([
  ['with a prefix of one API', [path('/v1/chat', 'PathPrefix')]],
  ['with what has no body', [path('/v1/models')]],
  ['with another method', [path('/v1/realtime'), ['HTTPRoute', 'llama', '"headers"', '"method":"GET","headers"']]],
  ["to another version's picker", [path('/v1/rerank'), ['Deployment', 'llama-epp', 'epp:v1.5.0', 'epp:v1.6.0']]],
  [
    'to a Service',
    [
      path('/', 'PathPrefix'),
      [
        'HTTPRoute',
        'llama',
        '"group":"inference.networking.k8s.io","kind":"InferencePool","name":"llama"',
        '"name":"llama-epp","port":9002',
      ],
    ],
  ],
])('a path may lead %s', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([]);
});

test('another parser reads other paths', () => {
  const rerank = stackWith(path('/v1/rerank'), WITH_CONFIG);
  expect(finds(RULE, [...rerank, config('passthrough-parser')])).toEqual([]);
  expect(finds(RULE, [...rerank, config('queue-scorer')])).toEqual(['error HTTPRoute ai/llama']);
});

test.each<[string, Change[]]>([
  ['preflights', [path('/', 'PathPrefix'), ['HTTPRoute', 'llama', '"headers"', '"method":"OPTIONS","headers"']]],
  ['a regular expression', [path('/', 'RegularExpression')]],
  [
    'a pool that is not here',
    [path('/v1/rerank'), ['HTTPRoute', 'llama', '"InferencePool","name":"llama"', '"InferencePool","name":"other"']],
  ],
])('of %s nothing is said', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([]);
});

test('a path in several rules is reported once', () => {
  const twice = stackWith(path('/v1', 'PathPrefix'), ['HTTPRoute', 'llama', /"rules":\[(.*)\]/, '"rules":[$1,$1]']);
  expect(finds(RULE, twice)).toEqual(['warning HTTPRoute ai/llama']);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  const rerank = changed(correct('two-models'), 'HTTPRoute', 'everyone', '/v1/responses', '/v1/rerank');
  expect(found(rerank)).toEqual(['published-paths error HTTPRoute models/everyone']);
});
