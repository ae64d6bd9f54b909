import { changed, correct, findingsOn, found } from '../manifests';
import { type Change, finds, stackWith } from '../stack';

const RULE = 'route-conflict';
const qwen = (from: string | RegExp, to: string): Change => ['HTTPRoute', 'qwen', from, to];
const error = ['error HTTPRoute ai/qwen'];
const SAME = qwen('"value":"qwen"', '"value":"llama"');
const HEADERS = /,"headers":\[.*?\]/;
const PLAIN: Change = ['HTTPRoute', 'llama', HEADERS, ''];
const RULES = /"rules":\[(.*)\]/;

test.each<[string, Change[]]>([
  ['the same header', [SAME]],
  ['no header at all', [PLAIN, qwen(HEADERS, '')]],
  [
    'the same headers in another order',
    [
      SAME,
      ['HTTPRoute', 'llama', '"headers":[', '"headers":[{"name":"a","value":"1"},'],
      qwen(/("headers":\[.*?)\]/, '$1,{"name":"A","value":"1"}]'),
    ],
  ],
  [
    'the same prefix, with and without a slash',
    [
      SAME,
      ['HTTPRoute', 'llama', '"type":"Exact","value":"/v1/chat/completions"', '"value":"/v1"'],
      qwen('"type":"Exact","value":"/v1/chat/completions"', '"type":"PathPrefix","value":"/v1/"'),
    ],
  ],
  [
    'the listener named by one of them only',
    [SAME, qwen('{"name":"gateway"}', '{"name":"gateway","sectionName":"http"}')],
  ],
])('two routes with %s are an error', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual(error);
});

test.each<[string, Change[]]>([
  ['another host', [SAME, qwen('ai.example.com', 'b.example.com')]],
  ['a wildcard host', [SAME, qwen('ai.example.com', '*.example.com')]],
  ['another path', [SAME, qwen('/v1/chat/completions', '/v1/completions')]],
  ['a method', [SAME, qwen('"headers":[', '"method":"POST","headers":[')]],
  ['a query', [SAME, qwen('"headers":[', '"queryParams":[{"name":"a","value":"b"}],"headers":[')]],
  ['a further header', [SAME, qwen('"headers":[', '"headers":[{"name":"a","value":"1"},')]],
  ['another gateway', [SAME, qwen('{"name":"gateway"}', '{"name":"second","namespace":"b"}')]],
])('two routes may differ by %s', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([]);
});

test('two routes that answer alike are a warning', () => {
  expect(finds(RULE, stackWith(SAME, qwen('"InferencePool","name":"qwen"', '"InferencePool","name":"llama"')))).toEqual(
    ['warning HTTPRoute ai/qwen'],
  );
});

test('a rule that an earlier one of its route covers is an error', () => {
  expect(finds(RULE, stackWith(qwen(RULES, '"rules":[$1,$1]')))).toEqual(['warning HTTPRoute ai/qwen']);
  const other = stackWith(
    qwen(RULES, '"rules":[$1,$1]'),
    qwen('"InferencePool","name":"qwen"', '"InferencePool","name":"llama"'),
  );
  expect(finds(RULE, other)).toEqual(error);
});

test('a wildcard of a route is as wide as the listener lets it', () => {
  const narrow: Change = ['Gateway', 'gateway', '"port":80', '"hostname":"ai.example.com","port":80'];
  expect(finds(RULE, stackWith(SAME, narrow, qwen('ai.example.com', '*.example.com')))).toEqual(error);
});

describe('of two tenants without hostnames, each with its own listener,', () => {
  const listener = (name: string, selector: string) =>
    `{"name":"${name}","port":80,"protocol":"HTTP","hostname":"${name}.example","allowedRoutes":{"namespaces":{"from":"Selector","selector":{"matchLabels":{${selector}}}}}}`;
  const listeners = (label: string): Change => [
    'Gateway',
    'gateway',
    /"listeners":\[.*\]/,
    `"listeners":[${['apple', 'banana'].map((name) => listener(name, `"${label}":"${name}"`)).join()}]`,
  ];
  const tenant = (name: string, from: string): Change[] => [
    ['HTTPRoute', from, '"namespace":"ai"', `"namespace":"${name}"`],
    ['HTTPRoute', from, '{"name":"gateway"}', '{"name":"gateway","namespace":"ai"}'],
    ['HTTPRoute', from, '"hostnames":["ai.example.com"],', ''],
    ['HTTPRoute', from, HEADERS, ''],
    ['HTTPRoute', from, `"InferencePool","name":"${from}"`, `"InferencePool","name":"${from}","namespace":"ai"`],
  ];
  const tenants = (label: string) =>
    stackWith(listeners(label), ...tenant('apple', 'llama'), ...tenant('banana', 'qwen'));
  const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

  test('none takes the requests of the other', () => {
    expect(finds(RULE, tenants('kubernetes.io/metadata.name'))).toEqual([]);
    const labelled = (name: string) => ({ ...namespace(name), metadata: { name, labels: { team: name } } });
    expect(finds(RULE, [...tenants('team'), labelled('apple'), labelled('banana')])).toEqual([]);
  });

  test('one may, if the labels of the namespaces are not known', () => {
    expect(finds(RULE, tenants('team'))).toEqual(['warning HTTPRoute banana/qwen']);
    expect(finds(RULE, [...tenants('team'), namespace('apple'), namespace('banana')])).toEqual([]);
  });
});

test('routes of a Service in a mesh are told of by its kind', () => {
  const parent = '{"group":"","kind":"Service","name":"llama-epp"}';
  const messages = findingsOn(
    stackWith(SAME, ['HTTPRoute', 'llama', '{"name":"gateway"}', parent], qwen('{"name":"gateway"}', parent)),
  ).flatMap(({ rule, message }) => (rule === RULE ? [message] : []));
  expect(messages).toEqual([expect.stringContaining("on host 'ai.example.com' of Service ai/llama-epp, which")]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  const listener = (host: string) => `"sectionName":"${host}.ai.example.com"`;
  const wide = changed(
    correct(),
    'Gateway',
    'ai-shared-gateway',
    '"matchLabels":{"kubernetes.io/metadata.name":"tenant-a"}',
    '"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"Exists"}]',
  );
  const text = JSON.stringify(wide)
    .replace(listener('tenant-b'), listener('tenant-a'))
    .replace('"hostnames":["tenant-b.ai.example.com"]', '"hostnames":["tenant-a.ai.example.com"]');
  expect(found(JSON.parse(text))).toEqual(['route-conflict error HTTPRoute tenant-b/inference']);
});
