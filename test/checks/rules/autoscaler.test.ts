import { correct, found, type Plain } from '../manifests';
import { by, deployment, NAMESPACE, object } from '../objects';

const horizontal = (name: string, spec: Plain = {}) => {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'llama' };
  return object('autoscaling/v2', 'HorizontalPodAutoscaler', name, {
    spec: { scaleTargetRef, maxReplicas: 4, ...spec },
  });
};
const keda = object('keda.sh/v1alpha1', 'ScaledObject', 'keda', { spec: { scaleTargetRef: { name: 'llama' } } });
const judged = (...objects: Plain[]) => by('autoscaler', [NAMESPACE, ...objects]);
const scaled = deployment('llama');
const fixed = deployment('llama', { spec: { replicas: 2 } });

test('a minimum above the maximum is an error, an equal one is right', () => {
  expect(judged(scaled, horizontal('hpa', { minReplicas: 5 }))).toEqual(['error HorizontalPodAutoscaler ns/hpa']);
  expect(judged(scaled, horizontal('hpa', { minReplicas: 4 }))).toEqual([]);
});

test('replicas in the manifest too are a warning', () => {
  expect(judged(fixed, horizontal('hpa'))).toEqual(['warning Deployment ns/llama']);
  expect(judged(fixed, keda)).toEqual(['warning Deployment ns/llama']);
  expect(judged(scaled, keda)).toEqual([]);
  expect(judged({ ...fixed, kind: 'StatefulSet' }, horizontal('hpa'))).toEqual([]);
});

test('two autoscalers of one workload are a warning', () => {
  expect(judged(scaled, horizontal('hpa'), keda)).toEqual(['warning Deployment ns/llama']);
});

test('to correct manifests an autoscaler is added, and exactly this rule fires', () => {
  const hpa = horizontal('chat', { scaleTargetRef: { kind: 'Deployment', name: 'chat' } });
  const metadata = { name: 'chat', namespace: 'ai-models' };
  expect(found([...correct(), { ...hpa, metadata }])).toEqual(['autoscaler warning Deployment ai-models/chat']);
});
