import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { Model, ModelPool, NodeRoom } from 'cdk8s-inference-gateway';
import { clusterBaseline } from '../../policy/cluster-baseline';
import { costCeiling } from '../../policy/cost-ceiling';
import { ownership } from '../../policy/ownership';
import { poolBaseline } from '../../policy/pool-baseline';
import { driverFault } from '../../src/azure/driver';
import { GPU_TAINT, gpuPool } from '../../src/azure/gpu-pool';
import { preview } from '../../src/azure/preview';
import { countedPool, roomFaults, roomLines } from '../../src/azure/room';
import { vmSize } from '../../src/azure/vm-size';

const PAGE = readFileSync(join(__dirname, '..', '..', '..', '..', 'docs', 'aks.md'), 'utf8');

const system = { name: 'system', vmSize: 'Standard_D4ds_v5', min: 3, max: 5, surge: 2 };
const cpu = { name: 'cpu', vmSize: 'Standard_D8ds_v5', min: 2, max: 6, surge: 2 };
const settings = { min: 0, max: 4, spot: false, stopped: false, taints: [GPU_TAINT] };
const a100 = gpuPool({ ...settings, name: 'a100', vmSize: 'Standard_NC24ads_A100_v4' });

/** Models on one pool, each with two replicas. */
function roomsOf(...models: string[]): NodeRoom[] {
  const chart = new Chart(new App(), 'ai', { namespace: 'ai' });
  for (const modelName of models) {
    new ModelPool(chart, modelName, { model: Model.QWEN3_0_6B, modelName, node: a100.node });
  }
  return NodeRoom.of(chart);
}

test('the page quotes the report of a deployment that doubles its maximum', () => {
  const rooms = roomsOf('llama');
  const pools = [system, cpu, countedPool(a100, rooms)];
  const report = preview({
    location: 'eastus',
    tier: 'Standard',
    pools,
    deployed: pools.map((pool) => (pool.name === 'a100' ? { ...pool, max: 2 } : pool)),
    room: roomLines([a100], rooms),
    starts: [{ model: 'llama', nodeReady: false, weightsGib: Model.LLAMA_3_1_8B_INSTRUCT.weightsGib }],
  });
  expect(PAGE).toContain(`\`\`\`text\n${report}\n\`\`\``);
});

test.each([
  ['of models that do not fit together', roomFaults([a100], roomsOf('llama', 'qwen', 'phi'))[0]],
  [
    'of a driver that is too old',
    driverFault({
      pool: 'a10',
      size: vmSize('Standard_NV36ads_A10_v5'),
      driver: 'Install',
      image: 'docker.io/vllm/vllm-openai:v0.32.0',
    }),
  ],
])('the page quotes the refusal %s', (_, message) => {
  expect(PAGE).toContain(`\`\`\`text\n${message}\n\`\`\``);
});

test('every rule of the policy pack stands on the page', () => {
  const rules = [costCeiling, ...clusterBaseline, ...poolBaseline, ...ownership].map(({ name }) => name);
  expect(rules.filter((rule) => !PAGE.includes(`\`${rule}\``))).toEqual([]);
});
