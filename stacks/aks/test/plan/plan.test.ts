import { driverFaults, report } from '../../src/plan/plan';
import { program } from '../../src/workloads/program';
import { configOf, type Settings } from '../settings';

const a10 = (change: Settings = {}, allow: string[] = []) =>
  configOf({
    gpuPools: { a10: { vmSize: 'Standard_NV36ads_A10_v5', max: 4 } },
    workloads: { models: { chat: { model: 'QWEN3_0_6B', pool: 'a10', ...change } } },
    allow,
  });

test('refuses vLLM of CUDA 13 on the driver of A10 nodes, and says what to write', () => {
  expect(driverFaults(a10())[0]).toContain("'vmSize' of 'a10' (NV36ads_A10_v5) has the GRID driver R570 of AKS");
});

test.each([
  ['an older CUDA', a10({ image: 'docker.io/vllm/vllm-openai:v0.32.0-cu129' })],
  ['the word for it', a10({}, ['old-driver'])],
  ['the simulator', a10({ engine: 'simulator' })],
])('lets the driver pass with %s', (_, config) => {
  expect(driverFaults(config)).toEqual([]);
});

test('reports quota, cost with its change, room and time', () => {
  const config = configOf({ prices: { Standard_NC24ads_A100_v4: 4 } });
  const { rooms } = program(config);
  const two = configOf({ gpuPools: { a100: { vmSize: 'Standard_NC24ads_A100_v4', max: 2 } } });
  const text = report(config, rooms, [
    { name: 'a100', vmSize: 'Standard_NC24ads_A100_v4', min: 0, max: two.gpuPools[0]?.max ?? 0 },
  ]);
  expect(text).toContain("+$5,840/month: 2 -> 4 x NC24ads_A100_v4 (pool 'a100', at most)");
  expect(text).toContain('StandardNCADSA100v4Family');
  expect(text).toContain('a100: chat 2 x 1 GPU = 2 of 4 nodes with 1 GPU');
  expect(text).toContain('chat: ');
});
