import { changed, correct, found, type Plain } from '../manifests';
import { by, deployment, NAMESPACE, vllm } from '../objects';

const judged = (workload: Plain) => by('gpu-rollout', [NAMESPACE, workload]);
const server = (spec: Plain) => vllm([], { 'nvidia.com/gpu': 1 }, { spec });

test.each([
  ['1 replica', { strategy: undefined }],
  ['3 replicas', { replicas: 3, strategy: {} }],
  ['its surge alone', { replicas: 3, strategy: { rollingUpdate: { maxSurge: 1 } } }],
])('a Deployment on GPUs that leaves %s to the default is warned of', (_, spec) => {
  expect(judged(server(spec))).toEqual(['warning Deployment ns/llama']);
});

test.each([
  ['4 replicas, of which one may be missing', server({ replicas: 4, strategy: {} })],
  [
    'a surge that its owner chose',
    server({ replicas: 2, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
  ],
  ['no surge', server({ replicas: 2, strategy: { rollingUpdate: { maxSurge: 0 } } })],
  ['all pods ended first', server({ strategy: { type: 'Recreate' } })],
  ['no replicas', server({ replicas: 0, strategy: {} })],
  ['no GPUs', deployment('web')],
  ['a StatefulSet, which has no surge', { ...server({ strategy: {} }), kind: 'StatefulSet' }],
])('a workload is right with %s', (_, workload) => {
  expect(judged(workload)).toEqual([]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  const strategy = /"rollingUpdate":\{"maxSurge":0,"maxUnavailable":1\},/;
  expect(found(changed(correct(), 'Deployment', 'chat', strategy, ''))).toEqual([
    'gpu-rollout warning Deployment ai-models/chat',
  ]);
});
