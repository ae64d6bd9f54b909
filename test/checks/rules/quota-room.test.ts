import { correct, found, type Plain } from '../manifests';
import { by, deployment, NAMESPACE, object, vllm } from '../objects';

const quota = (hard: Plain, spec: Plain = {}) => object('v1', 'ResourceQuota', 'quota', { spec: { hard, ...spec } });
const judged = (...objects: Plain[]) => by('quota-room', [NAMESPACE, ...objects]);
const gpus = (replicas: number, each: number, rollingUpdate: Plain = { maxSurge: 0, maxUnavailable: 1 }) =>
  vllm(
    [`--tensor-parallel-size=${each}`],
    { 'nvidia.com/gpu': each },
    { spec: { replicas, strategy: { rollingUpdate } } },
  );
const plain = (name: string, requests: Plain, replicas = 1) =>
  deployment(name, { spec: { replicas, strategy: { type: 'Recreate' } }, container: { resources: { requests } } });
const QUOTA = ['error ResourceQuota ns/quota'];

describe('a quota', () => {
  test.each([
    ['GPUs', quota({ 'requests.nvidia.com/gpu': 1 }), [gpus(1, 4)]],
    [
      'GPUs of several workloads',
      quota({ 'requests.nvidia.com/gpu': '3' }),
      [gpus(2, 1), { ...gpus(2, 1), metadata: { name: 'b', namespace: 'ns' } }],
    ],
    [
      'parts of GPUs',
      quota({ 'requests.nvidia.com/mig-1g.10gb': 1 }),
      [vllm([], { 'nvidia.com/mig-1g.10gb': 1 }, { spec: { replicas: 2 } })],
    ],
    ['pods', quota({ pods: 2 }), [plain('a', {}, 3)]],
    ['CPUs', quota({ cpu: '1' }), [plain('a', { cpu: '600m' }, 2)]],
    ['memory', quota({ 'requests.memory': '1Gi' }), [plain('a', { memory: '600Mi' }, 2)]],
  ])('is an error if the workloads ask for more %s', (_, one, workloads) => {
    expect(judged(one, ...workloads)).toEqual(QUOTA);
  });

  test.each([
    ['it is just enough', quota({ 'requests.nvidia.com/gpu': 4, pods: 1 }), [gpus(1, 4)]],
    [
      "it is another namespace's",
      { ...quota({ 'requests.nvidia.com/gpu': 1 }), metadata: { name: 'quota', namespace: 'other' } },
      [gpus(1, 4)],
    ],
    ['it counts other pods', quota({ pods: 1 }, { scopes: ['BestEffort'] }), [gpus(2, 1)]],
    [
      'it counts other things',
      quota({ 'count/deployments.apps': 0, 'requests.storage': '1Gi', services: 0 }),
      [gpus(1, 1)],
    ],
    ['the workload is off', quota({ 'requests.nvidia.com/gpu': 1 }), [gpus(0, 4)]],
    ['half a CPU is 500m', quota({ cpu: '0.5' }), [plain('a', { cpu: '250m' }, 2)]],
  ])('is right if %s', (_, one, workloads) => {
    expect(judged(one, ...workloads)).toEqual([]);
  });
});

describe('a rollout', () => {
  const room = quota({ 'requests.nvidia.com/gpu': 4 });

  test.each([
    ['the surge is stated', { maxSurge: 1, maxUnavailable: 0 }],
    ['the surge is the default', {}],
  ])('that can never end is an error if %s', (_, rollingUpdate) => {
    expect(judged(room, gpus(2, 2, rollingUpdate))).toEqual(['error Deployment ns/llama']);
  });

  test('ends if a pod may be missing, or if there is room', () => {
    expect(judged(room, gpus(2, 2, { maxSurge: 1, maxUnavailable: 1 }))).toEqual([]);
    expect(judged(room, gpus(3, 1, { maxSurge: 1, maxUnavailable: 0 }))).toEqual([]);
    expect(judged(room, gpus(4, 1, {}))).toEqual([]);
  });
});

describe('an autoscaler', () => {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'llama' };
  const horizontal = (maxReplicas: number) =>
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'hpa', {
      spec: { scaleTargetRef, minReplicas: 1, maxReplicas },
    });
  const keda = (maxReplicaCount?: number) =>
    object('keda.sh/v1alpha1', 'ScaledObject', 'keda', {
      spec: { scaleTargetRef: { name: 'llama' }, maxReplicaCount },
    });
  const room = quota({ 'requests.nvidia.com/gpu': 4 });
  const server = vllm([], { 'nvidia.com/gpu': 1 });

  test('is an error if its maximum is more than fits', () => {
    expect(judged(room, server, horizontal(5))).toEqual(['error HorizontalPodAutoscaler ns/hpa']);
    expect(judged(room, server, keda(5))).toEqual(['error ScaledObject ns/keda']);
  });

  test('is right if its maximum fits, or is not stated', () => {
    expect(judged(room, server, horizontal(4))).toEqual([]);
    expect(judged(room, server, keda())).toEqual([]);
  });
});

describe('a quota that every container must state something for', () => {
  const one = quota({ 'limits.cpu': '8' });
  const range = object('v1', 'LimitRange', 'range', {
    spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] },
  });
  const stated = { resources: { limits: { cpu: '1' } } };

  test('refuses pods with one that does not, also if it runs before the others', () => {
    expect(judged(one, deployment('a'))).toEqual(['error Deployment ns/a']);
    const pod = { initContainers: [{ name: 'init', image: 'x' }] };
    expect(judged(one, deployment('a', { container: stated, pod }))).toEqual(['error Deployment ns/a']);
  });

  test('takes them with a statement, or with the default of a LimitRange', () => {
    expect(judged(one, deployment('a', { container: stated }))).toEqual([]);
    expect(judged(one, range, deployment('a'))).toEqual([]);
    expect(judged(quota({ 'requests.cpu': '8' }), range, deployment('a'))).toEqual([]);
    expect(judged(one, deployment('a', { pod: { resources: { limits: { cpu: '2' } } } }))).toEqual([]);
  });
});

describe('a limit of GPUs where no pod has one', () => {
  test('is a warning', () => {
    expect(judged(quota({ 'requests.nvidia.com/gpu': 4 }))).toEqual(['warning ResourceQuota ns/quota']);
  });

  test('is right if it forbids them, or if nobody knows the pods', () => {
    expect(judged(quota({ 'requests.nvidia.com/gpu': 0 }))).toEqual([]);
    const elsewhere = { ...quota({ 'requests.nvidia.com/gpu': 4 }), metadata: { name: 'q', namespace: 'other' } };
    expect(judged(elsewhere)).toEqual([]);
  });
});

test('to correct manifests a quota is added that is too small, and exactly this rule fires', () => {
  const objects = correct();
  const small = (namespace: string) => ({
    ...quota({ 'requests.nvidia.com/gpu': '3' }),
    metadata: { name: 'gpus', namespace },
  });
  expect(found([...objects, small('ai-models')])).toEqual(['quota-room error ResourceQuota ai-models/gpus']);
  expect(found([...objects, small('tenant-a')])).toEqual(['quota-room warning ResourceQuota tenant-a/gpus']);
});
