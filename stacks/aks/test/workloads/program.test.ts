import { nodeLabels, nodeTaints } from '../../src/azure/gpu-pool';
import { awaited } from '../../src/workloads/awaited';
import { type Manifest, program } from '../../src/workloads/program';
import { configOf, type Settings } from '../settings';

interface PodSpec {
  readonly nodeSelector: Record<string, string>;
  readonly tolerations: { key: string; value: string; effect: string }[];
}

function servers(change: Settings = {}, hasToken = false): Manifest[] {
  return program(configOf(change, { hasToken })).manifests;
}

function podSpec(manifests: Manifest[], name: string): PodSpec {
  const found = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name);
  if (found === undefined) throw new Error(`no Deployment ${name}`);
  return (found.spec as { template: { spec: PodSpec } }).template.spec;
}

test.each([
  ['on demand', {}],
  ['spot', { spot: true }],
  ['with a taint of its own', { taint: 'sku=gpu:NoSchedule' }],
])('puts pods on exactly the nodes that the pool makes: %s', (_, change) => {
  const gpuPools = { a100: { vmSize: 'Standard_NC24ads_A100_v4', max: 4, ...change } };
  const config = configOf({ gpuPools });
  const [pool] = config.gpuPools;
  if (pool === undefined) throw new Error('no pool');
  const { nodeSelector, tolerations } = podSpec(program(config).manifests, 'chat');
  expect(tolerations.map(({ key, value, effect }) => `${key}=${value}:${effect}`)).toEqual(nodeTaints(pool.node));
  const { 'node.kubernetes.io/instance-type': size, ...labels } = nodeSelector;
  expect(size).toBe(pool.vmSize);
  expect(nodeLabels(pool.node)).toMatchObject(labels);
  expect(labels).toEqual({ 'inference-gateway/pool': 'a100' });
});

test('refuses more pods than the pool has nodes, with the arithmetic', () => {
  const models = { chat: { model: 'QWEN3_0_6B', pool: 'a100', replicas: 5 } };
  expect(() => servers({ workloads: { models } })).toThrow(/5 pods of 1 GPUs in pool 'chat'.*need 5 nodes.*is 4/);
});

test('refuses models that only together do not fit', () => {
  const models = {
    chat: { model: 'QWEN3_0_6B', pool: 'a100', replicas: 3 },
    code: { model: 'QWEN3_0_6B', modelName: 'code', pool: 'a100', replicas: 2 },
  };
  expect(() => servers({ workloads: { models } })).toThrow(/pool 'a100': .*need 5 nodes/);
});

test('refuses a context that the GPU cannot hold', () => {
  const models = { chat: { model: 'LLAMA_3_3_70B_INSTRUCT', pool: 'a100' } };
  expect(() => servers({ workloads: { models } }, true)).toThrow(/GiB/);
});

test('names the token and never holds it', () => {
  const models = { chat: { model: 'LLAMA_3_1_8B_INSTRUCT', pool: 'a100', maxModelLength: 32_768 } };
  const manifests = servers({ workloads: { models } }, true);
  expect(JSON.stringify(manifests)).toContain('"secretName":"hugging-face"');
  expect(manifests.some(({ kind }) => kind === 'Secret')).toBe(false);
});

test('waits for a node, an image and the slowest start of a Deployment, and for nothing else', () => {
  const manifests = servers().map(awaited);
  const waits = manifests.filter(({ metadata }) => metadata.annotations?.['pulumi.com/timeoutSeconds'] !== undefined);
  expect(new Set(waits.map(({ kind }) => kind))).toEqual(new Set(['Deployment']));
  const chat = waits.find(({ metadata }) => metadata.name === 'chat');
  expect(Number(chat?.metadata.annotations?.['pulumi.com/timeoutSeconds'])).toBeGreaterThanOrEqual(1800);
});
