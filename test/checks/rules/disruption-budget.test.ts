import { changed, correct, found, type Plain } from '../manifests';
import { by, deployment, gateway, NAMESPACE, object } from '../objects';

const budget = (spec: Plain, name = 'budget') =>
  object('policy/v1', 'PodDisruptionBudget', name, { spec: { selector: { matchLabels: { app: 'llama' } }, ...spec } });
const llama = (replicas?: number) => deployment('llama', { spec: { replicas } });
const judged = (...objects: Plain[]) => by('disruption-budget', [NAMESPACE, ...objects]);
const WARNING = ['warning PodDisruptionBudget ns/budget'];
const keda = object('keda.sh/v1alpha1', 'ScaledObject', 'keda', { spec: { scaleTargetRef: { name: 'llama' } } });

describe('a budget', () => {
  test.each([
    ['keeps all pods', { minAvailable: 2 }, 2],
    ['keeps the only pod', { minAvailable: 1 }, undefined],
    ['keeps a share that is all of them', { minAvailable: '51%' }, 2],
    ['lets none be missing', { maxUnavailable: 0 }, 3],
    ['lets no share be missing', { maxUnavailable: '0%' }, 3],
  ])('that %s blocks every drain', (_, spec, replicas) => {
    expect(judged(budget(spec), llama(replicas))).toEqual(WARNING);
  });

  test.each([
    ['keeps all but one', { minAvailable: 1 }, 2],
    ['keeps half', { minAvailable: '50%' }, 2],
    ['lets a small share be missing, which is rounded up', { maxUnavailable: '1%' }, 2],
    ['keeps the pods of what is switched off', { minAvailable: 1 }, 0],
  ])('that %s is right', (_, spec, replicas) => {
    expect(judged(budget(spec), llama(replicas))).toEqual([]);
  });

  test('of pods that an autoscaler counts blocks only if it names no number', () => {
    expect(judged(budget({ minAvailable: 1 }), llama(), keda)).toEqual([]);
    expect(judged(budget({ minAvailable: '100%' }), llama(), keda)).toEqual(WARNING);
  });

  test('that selects nothing is reported', () => {
    expect(judged(budget({ maxUnavailable: 1 }), deployment('other'))).toEqual(WARNING);
  });

  test.each([
    [
      "of a gateway's proxies",
      [gateway(), budget({ selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'gateway' } } })],
    ],
    ["of an operator's pods", [budget({ maxUnavailable: 1 }), object('ray.io/v1', 'RayService', 'llama')]],
    [
      'in a namespace of others',
      [{ ...budget({ maxUnavailable: 1 }), metadata: { name: 'budget', namespace: 'other' } }],
    ],
  ])('%s may select what is not here', (_, objects) => {
    expect(judged(...objects)).toEqual([]);
  });

  test('is one too many if the pods have one already', () => {
    expect(judged(budget({ maxUnavailable: 1 }), budget({ maxUnavailable: 1 }, 'second'), llama(2))).toEqual([
      'warning Deployment ns/llama',
    ]);
  });
});

describe('of correct manifests with one field broken, exactly this rule fires', () => {
  const objects = correct();

  test.each([
    ['no pod may be missing', '"maxUnavailable":1', '"maxUnavailable":0'],
    ['the selector selects nothing', '"matchLabels":{', '"matchLabels":{"tier":"none",'],
  ])('%s', (_, from, to) => {
    expect(found(changed(objects, 'PodDisruptionBudget', 'chat', from, to))).toEqual([
      'disruption-budget warning PodDisruptionBudget ai-models/chat',
    ]);
  });
});
