import { changed, correct, found } from '../manifests';
import { type Change, finds, stackWith } from '../stack';

const RULE = 'picker-arguments';
const picker = (from: string | RegExp, to: string): Change => ['Deployment', 'llama-epp', from, to];
const NAMESPACE = '"--pool-namespace","ai",';
const error = ['error Deployment ai/llama-epp'];

test.each<[string, Change[]]>([
  ['name another pool', [picker('"--pool-name","llama"', '"--pool-name","qwen"')]],
  ['name no pool', [picker('"--pool-name","llama",', '')]],
  ['leave the namespace to the default', [picker(NAMESPACE, '')]],
  ['name the group of old pools', [picker(NAMESPACE, `${NAMESPACE}"--pool-group=inference.networking.x-k8s.io",`)]],
  ['write a boolean as two words', [picker(NAMESPACE, `${NAMESPACE}"--tracing","false",`)]],
  ['have a flag at which the picker ends', [picker(NAMESPACE, `${NAMESPACE}"--lora-info-metric","x",`)]],
])('arguments that %s are an error', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual(error);
});

test.each<[string, Change[]]>([
  [
    'take the namespace from the pod',
    [
      picker(NAMESPACE, ''),
      picker(
        '"ports":[',
        '"env":[{"name":"NAMESPACE","valueFrom":{"fieldRef":{"fieldPath":"metadata.namespace"}}}],"ports":[',
      ),
    ],
  ],
  ['take the name from a variable that is not known', [picker('"--pool-name","llama"', '"--pool-name","$(POOL)"')]],
  ['select pods themselves', [picker('"--pool-name","llama"', '"--endpoint-selector","app=llama"')]],
  ['write a boolean with =', [picker(NAMESPACE, `${NAMESPACE}"--tracing=false",`)]],
  [
    'have a retired flag of an older picker',
    [picker('epp:v1.5.0', 'epp:v1.3.1'), picker(NAMESPACE, `${NAMESPACE}"--lora-info-metric","x",`)],
  ],
  ["are another program's", [picker(/"image".*?"ports"/, '"image":"example.com/own-picker:1","ports"')]],
  [
    'be what another program takes for right',
    [
      picker('gateway-api-inference-extension/epp:v1.5.0', 'own-picker:1'),
      picker(NAMESPACE, `${NAMESPACE}"--tracing","false",`),
    ],
  ],
])('arguments may %s', (_, changes) => {
  expect(finds(RULE, stackWith(...changes))).toEqual([]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(found(changed(correct(), 'Deployment', 'chat-epp', '--pool-name=chat', '--pool-name=chap'))).toEqual([
    'picker-arguments error Deployment ai-models/chat-epp',
  ]);
});
