import { changed, correct, found, type Plain } from '../manifests';
import { by, deployment, NAMESPACE, object, vllm } from '../objects';

const judged = (...objects: Plain[]) => by('gpu-request', [NAMESPACE, ...objects]);
const other = (container: Plain) => deployment('llama', { container });
const ERROR = ['error Deployment ns/llama'];
const WARNING = ['warning Deployment ns/llama'];

describe('vLLM', () => {
  test.each([
    ['asks for no GPU', vllm([], {}), ERROR],
    ['asks for 0 GPUs', vllm([], { 'nvidia.com/gpu': '0' }), ERROR],
    ['comes from a mirror', other({ image: 'acr.example.com/hub/vllm/vllm-openai:v1' }), ERROR],
    ['comes in an image of others', other({ command: ['sh', '-c', 'exec vllm serve Qwen/Qwen3-0.6B'] }), WARNING],
    ['starts as a module', other({ command: ['python3', '-m', 'vllm.entrypoints.openai.api_server'] }), WARNING],
  ])('without a GPU is reported if it %s', (_, workload, findings) => {
    expect(judged(workload)).toEqual(findings);
  });

  test.each([
    ['runs on CPUs', other({ image: 'vllm/vllm-openai-cpu:v0.18.1' })],
    ['says that it runs on CPUs', vllm(['--device', 'cpu'], {})],
    ['has another device', vllm([], { 'google.com/tpu': 8 }, { container: { args: ['-tp', '8'] } })],
    ['claims a device', vllm([], {}, { pod: { resourceClaims: [{ name: 'gpu' }] } })],
    [
      'gets all devices of its node',
      vllm([], {}, { container: { env: [{ name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' }] } }),
    ],
    ['runs another program of the image', vllm([], {}, { container: { command: ['vllm', 'bench', 'serve'] } })],
    ['is a simulator', other({ image: 'ghcr.io/llm-d/llm-d-inference-sim:v1', args: ['--model', 'x'] })],
  ])('needs no NVIDIA GPU if it %s', (_, workload) => {
    expect(judged(workload)).toEqual([]);
  });

  test('may be given its GPU by a LimitRange', () => {
    const limits = [{ type: 'Container', default: { 'nvidia.com/gpu': '1' } }];
    expect(judged(vllm([], {}), object('v1', 'LimitRange', 'gpus', { spec: { limits } }))).toEqual([]);
  });

  test.each([
    ['fewer GPUs than its processes', vllm(['--tensor-parallel-size=2'], { 'nvidia.com/gpu': 1 }), ERROR],
    ['fewer in a short form', vllm(['-tp', '2', '-pp=2'], { 'nvidia.com/gpu': 2 }), ERROR],
    ['fewer with data parallelism', vllm(['--data_parallel_size', '4'], { 'amd.com/gpu': 2 }), ERROR],
    ['more GPUs than it uses', vllm([], { 'nvidia.com/gpu': 2 }), WARNING],
  ])('is reported if it has %s', (_, workload, findings) => {
    expect(judged(workload)).toEqual(findings);
  });

  test.each([
    ['as many as its processes', ['-tp=2', '--pipeline-parallel-size', '2'], 4],
    ['a part of those of several pods', ['--tensor-parallel-size=16', '--nnodes=2'], 8],
    ['what Ray spreads', ['--tensor-parallel-size=16', '--distributed-executor-backend=ray'], 8],
    ['one rank of several, with underscores', ['--data_parallel_size=8', '--data_parallel_rank', '3'], 1],
    ['one rank of several', ['--data-parallel-size=8', '--data-parallel-rank=3'], 1],
    ['the local part of its ranks', ['--data-parallel-size=16', '--data-parallel-size-local=8'], 8],
    ['what a variable says', ['--tensor-parallel-size=$(TP)'], 4],
    ['what a file says', ['--config', '/config/vllm.yaml'], 4],
  ])('is right if it has %s', (_, args, gpus) => {
    expect(judged(vllm(args, { 'nvidia.com/gpu': gpus }))).toEqual([]);
  });
});

test('a script of several pods says what nobody knows before they run', () => {
  const script = `# Clears shared memory first
find /dev/shm -type f -delete
exec vllm serve \\
  deepseek-ai/DeepSeek-R1-0528 \\
  --tensor-parallel-size $TP_SIZE \\
  --data-parallel-size $((LWS_GROUP_SIZE * DP_SIZE_LOCAL))
`;
  const command = { command: ['/bin/bash', '-c'], args: [script] };
  expect(judged(vllm([], { 'nvidia.com/gpu': 8 }, { container: command }))).toEqual([]);
  const [one, two] = ['1', '2'].map((size) => script.replace('$TP_SIZE', size).replace(/\$\(\(.*\)\)/, '8'));
  expect(judged(vllm([], { 'nvidia.com/gpu': 8 }, { container: { ...command, args: [one] } }))).toEqual([]);
  expect(judged(vllm([], { 'nvidia.com/gpu': 8 }, { container: { ...command, args: [two] } }))).toEqual(ERROR);
});

describe('devices', () => {
  test.each([
    ['no limit', { requests: { 'nvidia.com/gpu': 1 } }],
    ['another limit', { requests: { 'nvidia.com/gpu': 1 }, limits: { 'nvidia.com/gpu': 2 } }],
  ])('are refused with %s', (_, resources) => {
    expect(judged(other({ resources }))).toEqual(ERROR);
  });

  test.each([
    ['equal in another notation', { requests: { 'nvidia.com/gpu': '1' }, limits: { 'nvidia.com/gpu': 1 } }],
    ['limits alone', { limits: { 'rdma/ib': 1 } }],
    ['no devices', { requests: { 'hugepages-2Mi': '2Mi', 'volumes.kubernetes.io/x': 1 } }],
  ])('are right as %s', (_, resources) => {
    expect(judged(other({ resources }))).toEqual([]);
  });
});

describe('of correct manifests with one field broken, exactly this rule fires', () => {
  const objects = correct();

  test.each([
    ['no GPU', /,"nvidia.com\/gpu":"1"/g, ''],
    ['0 GPUs', /"nvidia.com\/gpu":"1"/g, '"nvidia.com/gpu":"0"'],
    ['more processes than GPUs', '"--tensor-parallel-size=1"', '"--tensor-parallel-size=2"'],
  ])('%s', (_, from, to) => {
    expect(found(changed(objects, 'Deployment', 'chat', from, to))).toEqual([
      'gpu-request error Deployment ai-models/chat',
    ]);
  });
});
