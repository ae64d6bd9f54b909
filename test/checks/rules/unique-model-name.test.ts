import type { Rendered } from '../../render';
import { correct, found } from '../manifests';
import { type Change, finds, stackWith } from '../stack';

const RULE = 'unique-model-name';
const qwen = (from: string | RegExp, to: string): Change => ['HTTPRoute', 'qwen', from, to];
const SAME = qwen('"value":"qwen"', '"value":"llama"');
const OTHER_PATH = qwen('/v1/chat/completions', '/v1/completions');

test('a name that leads to two pools on one host is an error, whatever the paths', () => {
  expect(finds(RULE, stackWith(SAME))).toEqual(['error HTTPRoute ai/qwen']);
  expect(finds(RULE, stackWith(SAME, OTHER_PATH))).toEqual(['error HTTPRoute ai/qwen']);
});

test('a name that leads to two pools on two hosts is a warning', () => {
  expect(finds(RULE, stackWith(SAME, qwen('ai.example.com', 'b.example.com')))).toEqual(['warning HTTPRoute ai/qwen']);
});

test.each<[string, Change[]]>([
  ['of another base model', [['ConfigMap', 'bbr-qwen', 'qwen-lora', 'llama-lora']]],
  ['that is a base model itself', [['ConfigMap', 'bbr-qwen', 'qwen-lora', 'llama']]],
])('an adapter %s is an error', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual(['error ConfigMap ai/bbr-qwen']);
});

const BACKEND = '"backendRefs":[{"group":"inference.networking.k8s.io","kind":"InferencePool","name":"qwen"}]';
const SECOND = BACKEND.replace(
  '"qwen"}',
  '"llama"},{"group":"inference.networking.k8s.io","kind":"InferencePool","name":"qwen"}',
);

test.each<[string, Change[]]>([
  ['two routes to one pool', [SAME, qwen(BACKEND, BACKEND.replace('qwen', 'llama'))]],
  ['weights in one rule', [SAME, qwen(BACKEND, SECOND)]],
  [
    'a further header',
    [SAME, qwen('"headers":[', '"headers":[{"name":"x-canary-draw","type":"RegularExpression","value":"[0-9]"},')],
  ],
  ['another gateway', [SAME, qwen('{"name":"gateway"}', '{"name":"second","namespace":"b"}')]],
])('a name may be there twice by %s', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([]);
});

test('a base model may have several ConfigMaps with other adapters', () => {
  expect(finds(RULE, stackWith(['ConfigMap', 'bbr-qwen', '"baseModel":"qwen"', '"baseModel":"llama"']))).toEqual([]);
});

test('a rule that leads to a Service is no second pool', () => {
  const fallback = qwen(BACKEND, '"backendRefs":[{"name":"bbr","port":9004}]');
  expect(finds(RULE, stackWith(SAME, fallback))).toEqual([]);
});

test('of correct manifests with a model renamed to another, exactly this rule fires', () => {
  const same: Rendered[] = JSON.parse(
    JSON.stringify(correct()).replaceAll('=bge-small', '=chat').replaceAll('"bge-small"', '"chat"'),
  );
  expect(found(same)).toEqual(['unique-model-name error HTTPRoute tenant-a/inference']);
});
