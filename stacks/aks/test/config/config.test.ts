import { Problems } from '../../src/config/problems';
import { configOf, problemsOf, read } from '../settings';

test('reads the smallest configuration without a problem', () => {
  const config = configOf();
  expect(config.gpuPools[0]).toMatchObject({
    name: 'a100',
    min: 0,
    max: 4,
    taints: ['nvidia.com/gpu=present:NoSchedule'],
  });
  expect(config.workloads.models[0]?.pool).toBe(config.gpuPools[0]);
});

test('says everything that is wrong at once', () => {
  const { problems } = read({ mode: 'make', kubernetesVersion: 'new', gpuPools: { A: { max: 0 } } });
  expect(problems).toHaveLength(7);
});

test('writes one message with a line for each problem', () => {
  const problems = new Problems();
  problems.add('one');
  problems.add('two');
  expect(problems.message('It')).toBe('It has 2 problems:\n  - one\n  - two');
});

test('lets the word open-api-server open the API server', () => {
  expect(problemsOf({ access: {}, allow: ['open-api-server'] })).toEqual([]);
});

test('knows a model by its id as well as by its constant', () => {
  const models = {
    chat: { model: 'Qwen/Qwen3-0.6B', pool: 'a100' },
    own: { model: 'acme/own-8B', pool: 'a100', weightsGib: 16 },
  };
  const [chat, own] = configOf({ workloads: { models } }).workloads.models;
  expect(chat?.model.weightsGib).toBe(1.11);
  expect(own?.model).toMatchObject({ id: 'acme/own-8B', weightsGib: 16 });
});

test('takes a cluster outside Azure by its context, and asks for no region', () => {
  const { problems } = read({ mode: 'existing', cluster: { context: 'kind' } });
  expect(problems).toEqual([]);
});

test('gives the pools without GPUs three zones unless told otherwise', () => {
  expect(configOf().systemPool.zones).toEqual(['1', '2', '3']);
  expect(configOf({ systemPool: { zones: [] } }).systemPool.zones).toEqual([]);
});
