import { changed, correct, found } from '../manifests';
import { type Change, finds, stack, stackWith } from '../stack';

const RULE = 'object-name';
const object = (kind: string, name: string, apiVersion = 'v1') => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'ai' },
});
const NGINX: Change = ['Gateway', 'gateway', '"istio"', '"nginx"'];

test.each([
  ['Service', 'llama-3.1'],
  ['Service', '3-llama'],
  ['Service', 'a'.repeat(64)],
  ['ConfigMap', 'Llama_3.1'],
  ['ConfigMap', 'llama-'],
  ['Job', 'a'.repeat(64)],
  ['Role', 'a/b'],
  ['InferencePool', 'llama-3.1'],
])('a %s cannot be called %s', (kind, name) => {
  expect(finds(RULE, [...stack(), object(kind, name)])).toEqual([`error ${kind} ai/${name}`]);
});

test.each([
  ['Service', 'llama-3-1', 'v1'],
  ['Service', 'a'.repeat(63), 'v1'],
  ['Service', '3.llama', 'serving.knative.dev/v1'],
  ['ConfigMap', '3.llama-3.1', 'v1'],
  ['Deployment', 'a'.repeat(64), 'apps/v1'],
  ['Role', 'system:a_B', 'rbac.authorization.k8s.io/v1'],
])('a %s can be called %s', (kind, name, apiVersion) => {
  expect(finds(RULE, [...stack(), object(kind, name, apiVersion)])).toEqual([]);
});

test('a pool with a dot in its name is a warning where nothing of Istio is', () => {
  const elsewhere = stackWith(NGINX).filter(({ kind }) => kind !== 'DestinationRule');
  expect(finds(RULE, [...elsewhere, object('InferencePool', 'llama-3.1')])).toEqual([
    'warning InferencePool ai/llama-3.1',
  ]);
});

test('objects whose name the API server or nobody writes are right', () => {
  expect(finds(RULE, [{ apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'a-' } }])).toEqual([]);
  expect(finds(RULE, [{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' }])).toEqual([]);
  const operator = { apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { namespace: 'ai' } };
  expect(finds(RULE, [operator])).toEqual([]);
  expect(finds(RULE, [{ apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'ai' } }])).toEqual([
    'error Secret ai/',
  ]);
});

test.each<[string, string]>([
  ['org/llama', '"org/llama"'],
  ['a number', '1'],
  ['a boolean', 'true'],
  ['64 characters', `"${'a'.repeat(64)}"`],
  ['a dash at the end', '"llama-"'],
])('a label of %s is an error', (_, value) => {
  expect(finds(RULE, stackWith(['Deployment', 'llama', '"labels":{', `"labels":{"model":${value},`]))).toEqual([
    'error Deployment ai/llama',
  ]);
});

test.each(['""', '"Llama_3.1"', `"${'a'.repeat(63)}"`])('a label may be %s', (value) => {
  expect(
    finds(RULE, stackWith(['Deployment', 'llama', '"labels":{', `"labels":{"example.com/model":${value},`])),
  ).toEqual([]);
});

test('an annotation that is no text is an error', () => {
  expect(finds(RULE, stackWith(['Deployment', 'llama', '"metadata":{', '"metadata":{"annotations":{"a":1},']))).toEqual(
    ['error Deployment ai/llama'],
  );
});

test('the same object twice is an error, and a warning with the same content', () => {
  const twice = [...stack(), { ...object('ConfigMap', 'bbr-llama'), data: {} }];
  expect(finds(RULE, twice)).toEqual(['error ConfigMap ai/bbr-llama']);
  expect(finds(RULE, [...stack(), ...stack().slice(0, 1)])).toEqual(['warning Namespace ai']);
  const other = [
    object('ConfigMap', 'a'),
    { ...object('ConfigMap', 'a'), metadata: { name: 'a', namespace: 'b' } },
    object('Secret', 'a'),
  ];
  expect(finds(RULE, other)).toEqual([]);
});

test('a label on object, selector and pods alike is reported once', () => {
  const broken = stackWith(
    ['Deployment', 'llama', '"labels":{', '"labels":{"model":1,'],
    ['Deployment', 'llama', '"matchLabels":{', '"matchLabels":{"model":1,'],
  );
  expect(finds(RULE, broken)).toEqual(['error Deployment ai/llama']);
});

test.each(['a b', 'example.com/', '/model', `${'a'.repeat(64)}`])('a label cannot have the key %s', (key) => {
  expect(finds(RULE, stackWith(['Deployment', 'llama', '"labels":{', `"labels":{"${key}":"x",`]))).toHaveLength(1);
});

test('what is left empty is no label', () => {
  expect(finds(RULE, stackWith(['Deployment', 'llama', '"labels":{', '"labels":{"model":null,']))).toEqual([]);
});

test('objects that get their names from the API server are not the same', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'a-' } };
  expect(finds(RULE, [pod, pod])).toEqual([]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(
    found(
      changed(
        correct(),
        'ConfigMap',
        'ai-shared-gateway-proxy',
        '"metadata":{',
        '"metadata":{"labels":{"model":"Qwen/Qwen3"},',
      ),
    ),
  ).toEqual(['object-name error ConfigMap ai-gateway/ai-shared-gateway-proxy']);
});
