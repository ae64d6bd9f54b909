import { changed, correct, found, without } from '../manifests';
import { type Change, finds, stack, stackWith } from '../stack';

const RULE = 'model-name';
const route = (from: string | RegExp, to: string): Change => ['HTTPRoute', 'llama', from, to];
const server = (from: string | RegExp, to: string): Change => ['Deployment', 'llama', from, to];
const error = ['error HTTPRoute ai/llama'];
const NAMES = '"--served-model-name","llama",';
const TO_ADAPTER = route('"X-Gateway-Base-Model-Name","value":"llama"', '"X-Gateway-Model-Name","value":"llama-lora"');

test.each<[string, Change[]]>([
  ['that the pods do not serve', [server(NAMES, '"--served-model-name","llama-3",'), server('llama-lora', 'poet')]],
  [
    'by the name of the weights, which --served-model-name replaces',
    [
      route('"value":"llama"', '"value":"org/llama"'),
      ['ConfigMap', 'bbr-llama', '"llama"', '"org/llama"'],
      server('llama-lora', 'poet'),
    ],
  ],
  ['that no ConfigMap names', [['ConfigMap', 'bbr-llama', '"baseModel":"llama"', '"baseModel":"lama"']]],
  [
    'that is an adapter, by the header of base models',
    [route('"value":"llama"', '"value":"llama-lora"'), server(NAMES, '"--served-model-name","llama","llama-lora",')],
  ],
  [
    'that only an old router would read',
    [['ConfigMap', 'bbr-llama', 'inference.networking.k8s.io/bbr-managed', 'inference-gateway.k8s.io/managed']],
  ],
  ['that is no adapter of the pods', [TO_ADAPTER, server('llama-lora', 'poet')]],
])('a route that matches a model %s is an error', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual(error);
});

test.each<[string, Change[]]>([
  ['under a second name', [server(NAMES, '"--served-model-name","org/llama","llama",')]],
  ['under the name of the weights', [server(NAMES, ''), server('org/llama', 'llama')]],
  ['by a simulator', [server(/"command".*?"ports"/, '"args":["--model=llama","--port=8000"],"ports"')]],
  ['as nobody knows', [server(/"command".*?"ports"/, '"command":["/start.sh"],"ports"')]],
  ['under a name from a variable', [server(NAMES, '"--served-model-name","$(MODEL)",')]],
  ['as an adapter', [TO_ADAPTER]],
  ['as an adapter that is loaded later', [TO_ADAPTER, server(/"--lora-modules",.*?\]/, '"--enable-lora"]')]],
  [
    'in any form, since a regular expression matches',
    [route('"value":"llama"', '"type":"RegularExpression","value":"lla.*"')],
  ],
])('a model may be served %s', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([]);
});

test('a base model of which only adapters are served is a warning', () => {
  expect(finds(RULE, stackWith(server(NAMES, '"--served-model-name","org/llama",')))).toEqual([
    'warning HTTPRoute ai/llama',
  ]);
});

test('without any ConfigMap here the table of the router is not known', () => {
  const objects = without(without(stack(), 'ConfigMap', 'bbr-llama'), 'ConfigMap', 'bbr-qwen');
  expect(finds(RULE, objects)).toEqual([]);
});

test('a picker may rewrite the model', () => {
  const rewrite = (value: string) => ({
    apiVersion: 'inference.networking.x-k8s.io/v1alpha2',
    kind: 'InferenceModelRewrite',
    metadata: { name: 'r', namespace: 'ai' },
    spec: {
      poolRef: { name: 'llama' },
      rules: [{ matches: [{ model: { value } }], targets: [{ modelRewrite: 'new' }] }],
    },
  });
  const renamed = stackWith(server(NAMES, '"--served-model-name","new",'), server('llama-lora', 'poet'));
  expect(finds(RULE, [...renamed, rewrite('llama')])).toEqual([]);
  expect(finds(RULE, [...renamed, rewrite('other')])).toEqual(error);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(
    found(changed(correct(), 'Deployment', 'chat', '--served-model-name=chat', '--served-model-name=chap')),
  ).toEqual(['model-name error HTTPRoute tenant-a/inference']);
});
