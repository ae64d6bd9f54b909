import { fixedSettings } from '../../src/plan/fixed';
import { configOf } from '../settings';
import { type Deployment, deploy, isSecret, ofKind, type Registered, waitsFor } from './deploy';

const gated = {
  workloads: { models: { chat: { model: 'LLAMA_3_1_8B_INSTRUCT', pool: 'a100', maxModelLength: 32_768 } } },
};

function named({ resources }: Deployment, name: string): Registered {
  const [found, ...others] = resources.filter((one) => one.name === name && !one.type.startsWith('inference-gateway:'));
  if (found === undefined || others.length > 0) throw new Error(`${1 + others.length} resources ${name}`);
  return found;
}

describe.each([true, false])('preview: %p', (preview) => {
  let all: Deployment;
  beforeAll(async () => {
    all = await deploy(gated, { preview, token: 'hf_secret' });
  });

  test('makes one component for each layer, with its resources beneath', () => {
    const components = all.resources.filter(({ type }) => type.startsWith('inference-gateway:aks:'));
    expect(components.map(({ type }) => type.split(':').at(-1))).toEqual([
      'Network',
      'AksCluster',
      'GpuNodePool',
      'InferencePlatform',
      'InferenceWorkloads',
    ]);
    expect(named(all, 'inference-a100').parent).toBe('inference-a100');
    expect(named(all, 'istiod').parent).toBe('platform');
  });

  test('protects group and cluster, and leaves counts to the autoscaler', () => {
    const guarded = all.resources.filter(({ protect }) => protect).map(({ type }) => type.split(':').at(-1));
    expect(guarded).toEqual(['ResourceGroup', 'ManagedCluster']);
    for (const pool of ofKind(all, 'AgentPool')) expect(pool.ignoreChanges).toEqual(['count']);
    expect(ofKind(all, 'ManagedCluster')[0]?.ignoreChanges).toEqual(['agentPoolProfiles']);
  });

  test.each([
    ['platform-gateway-api', ['inference-cpu', 'inference-a100', 'inference']],
    ['platform-inference-extension', ['platform-gateway-api']],
    ['istio-base', ['platform-inference-extension', 'istio-system']],
    ['istiod', ['istio-base']],
    ['workloads-namespace-ai', ['istiod', 'platform-device-plugin']],
    ['workloads-token', ['workloads-namespace-ai']],
    ['workloads-objects', ['workloads-token', 'workloads-namespace-ai']],
  ])('makes %s after %p', (name, earlier) => {
    expect([...waitsFor(all, name)]).toEqual(expect.arrayContaining(earlier));
  });

  test('asks one provider for everything in the cluster', () => {
    const inside = all.resources.filter(({ type }) => type.startsWith('kubernetes:'));
    expect(inside.length).toBeGreaterThan(8);
    expect(new Set(inside.map(({ provider }) => provider.split('::')[3]))).toEqual(new Set(['kubernetes']));
  });

  test('marks token and kubeconfig as secrets', () => {
    expect(isSecret(named(all, 'workloads-token').inputs.stringData as Record<string, unknown>)).toBe(true);
    expect(isSecret(named(all, 'kubernetes').inputs.kubeconfig)).toBe(true);
    const others = all.resources.filter(({ name }) => name !== 'workloads-token');
    expect(JSON.stringify(others)).not.toContain('hf_secret');
  });

  test('changes ConfigMaps and Secrets in place', () => {
    expect(named(all, 'kubernetes').inputs).toMatchObject({
      enableConfigMapMutable: 'true',
      enableSecretMutable: 'true',
    });
  });

  test('says quota, cost, room and time before it begins', () => {
    for (const part of [
      'vCPU quota needed in swedencentral',
      'Cost of nodes',
      'Room for the models',
      'Time to the first token',
    ]) {
      expect(all.logged).toContain(part);
    }
  });
});

test('lets another identity deploy, and gives it its role before its credentials', async () => {
  const deployerObjectId = '00000000-0000-4000-8000-000000000009';
  const all = await deploy({ access: { privateCluster: true, deployerObjectId, deployerType: 'ServicePrincipal' } });
  expect(named(all, 'inference-deployer').inputs).toMatchObject({
    principalId: deployerObjectId,
    roleDefinitionId:
      '/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b',
  });
});

test('puts the platform on a cluster that somebody else made, and makes nothing in Azure', async () => {
  const all = await deploy({ mode: 'existing', cluster: { name: 'theirs', resourceGroup: 'theirs' } });
  expect(all.resources.filter(({ type }) => type.startsWith('azure-native:'))).toEqual([]);
  expect(named(all, 'istiod').inputs).toMatchObject({ chart: 'istiod', atomic: true });
});

test('installs nothing that is there already', async () => {
  const platform = { istio: { install: false }, crds: { install: false }, gpuSoftware: 'none' };
  const all = await deploy({ mode: 'existing', cluster: { context: 'kind' }, platform });
  expect(ofKind(all, 'Release')).toEqual([]);
  expect(ofKind(all, 'ConfigGroup').map(({ name }) => name)).toEqual(['workloads-objects']);
});

test.each([
  ['an error of the configuration', { mode: 'make' }, {}, "'mode' (make)"],
  [
    'models that do not fit',
    { workloads: { models: { chat: { model: 'QWEN3_0_6B', pool: 'a100', replicas: 9 } } } },
    {},
    "'max' is 4: lower 'replicas' or raise 'max'",
  ],
  [
    'a change that makes the cluster anew',
    { network: { podCidr: '10.200.0.0/16' } },
    { deployed: { pools: [], fixed: fixedSettings(configOf()) } },
    "'network.podCidr' (10.200.0.0/16) was 10.244.0.0/16",
  ],
])('stops before the first resource at %s', async (_, change, deployed, sentence) => {
  await expect(deploy(change, { preview: true, deployed })).rejects.toMatchObject({
    message: expect.stringContaining(sentence),
    stack: expect.not.stringContaining('    at '),
  });
});
