import { changed, correct, found, without } from '../manifests';
import { type Change, finds, stack, stackWith } from '../stack';

const RULE = 'pool-selector';
const pool = (from: string | RegExp, to: string): Change => ['InferencePool', 'llama', from, to];

test.each<[string, Change[], string[]]>([
  ['labels that no pod has', [pool('"app":"llama"', '"app":"lama"')], ['error InferencePool ai/llama']],
  ['no labels', [pool('"app":"llama"', '')], ['error InferencePool ai/llama']],
  [
    "the picker's pods too",
    [['Deployment', 'llama-epp', '"labels":{"app":"llama-epp"}', '"labels":{"app":"llama"}']],
    ['error InferencePool ai/llama'],
  ],
  [
    'pods of two models',
    [
      ['Deployment', 'qwen', '"labels":{"app":"qwen"}', '"labels":{"app":"llama"}'],
      ['InferencePool', 'qwen', '"app":"qwen"', '"app":"llama"'],
    ],
    ['error InferencePool ai/llama', 'error InferencePool ai/qwen'],
  ],
])('a pool that selects %s is an error', (_, changes, expected) => {
  expect(finds(RULE, stackWith(...changes))).toEqual(expected);
});

test('a pool may select several workloads of one model, such as prefill and decode', () => {
  const decode = JSON.parse(JSON.stringify(stack()).replaceAll('"llama"', '"llama"')).find(
    (one: { kind: string; metadata: { name: string } }) => one.kind === 'Deployment' && one.metadata.name === 'llama',
  );
  decode.metadata.name = 'llama-decode';
  expect(finds(RULE, [...stack(), decode])).toEqual([]);
});

test('a pool may select pods whose model is not known', () => {
  const hidden = stackWith(
    ['Deployment', 'qwen', /"command".*?"ports"/, '"command":["/start.sh"],"args":[],"ports"'],
    ['Deployment', 'qwen', '"labels":{"app":"qwen"}', '"labels":{"app":"llama","also":"qwen"}'],
    ['InferencePool', 'qwen', '"app":"qwen"', '"also":"qwen"'],
  );
  expect(finds(RULE, hidden)).toEqual([]);
});

test('without a Namespace the pods may be made elsewhere', () => {
  const alone = without(without(stack(), 'Namespace', 'ai'), 'Deployment', 'llama');
  expect(finds(RULE, alone)).toEqual(['warning InferencePool ai/llama']);
  const misspelt = without(stackWith(pool('"app":"llama"', '"app":"lama"')), 'Namespace', 'ai');
  expect(finds(RULE, misspelt)).toEqual(['error InferencePool ai/llama']);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(
    found(
      changed(
        correct(),
        'InferencePool',
        'chat',
        '"app.kubernetes.io/instance":"chat"',
        '"app.kubernetes.io/instance":"chap"',
      ),
    ),
  ).toEqual(['pool-selector error InferencePool ai-models/chat']);
});
