import { App } from 'cdk8s';
import { Priority } from 'cdk8s-inference-gateway';
import { tenancy } from '../../programs';
import { objectsOf } from '../../render';
import { changed, found, without } from '../manifests';
import { by, NAMESPACE, object, POOL } from '../objects';

const objective = (pool: string, rest = {}) =>
  object('inference.networking.x-k8s.io/v1alpha2', 'InferenceObjective', 'urgent', {
    spec: { priority: 1, poolRef: { name: pool } },
    ...rest,
  });
const judged = (...objects: object[]) => by('inference-objective', [...objects] as never);

test('an objective is for a pool of its own namespace', () => {
  expect(judged(NAMESPACE, POOL, objective('llama'))).toEqual([]);
  expect(judged(NAMESPACE, POOL, objective('other'))).toEqual(['error InferenceObjective ns/urgent']);
  expect(judged(NAMESPACE, POOL, objective('llama', { metadata: { namespace: 'elsewhere' } }))).toEqual([
    'warning InferenceObjective elsewhere/urgent',
  ]);
});

describe('the objective that a rule names', () => {
  const objects = () => objectsOf(tenancy(['a'], { priority: Priority.HIGH }, new App()).app);
  const about = (some: ReturnType<typeof objects>) =>
    found(some).filter((one) => one.startsWith('inference-objective'));

  test('is there', () => {
    expect(about(objects())).toEqual([]);
  });

  test('is missed', () => {
    expect(about(without(objects(), 'InferenceObjective', 'chat-high'))).toEqual([
      'inference-objective error EnvoyFilter edge/gateway-request-filters',
    ]);
  });

  test('must be for the pool that the rule leads to', () => {
    expect(about(changed(objects(), 'InferenceObjective', 'chat-high', '"name":"chat"}', '"name":"code"}'))).toEqual([
      'inference-objective error EnvoyFilter edge/gateway-request-filters',
    ]);
  });
});
