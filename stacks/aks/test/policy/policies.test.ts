import { CLUSTER, changed, GPU_POOL, GROUP, type Sample } from './resources';
import { PolicyServer } from './server';

let server: PolicyServer;
beforeAll(async () => {
  server = await PolicyServer.start();
}, 60_000);
afterAll(() => server?.stop());
beforeEach(() => server.configure({}));

const SOUND = [GROUP, CLUSTER, GPU_POOL];

test('a stack that keeps every rule passes', async () => {
  for (const sample of SOUND) expect(await server.resource(sample)).toEqual([]);
  expect(await server.stack(SOUND)).toEqual([]);
});

const system = { name: 'system', vmSize: 'Standard_D4ads_v5' };

/** Every rule with what breaks it. */
const BROKEN: [policy: string, sample: Sample, message: string][] = [
  [
    'api-server-reach',
    changed(CLUSTER, { apiServerAccessProfile: { disableRunCommand: true } }),
    "'authorizedIPRanges' is empty",
  ],
  [
    'api-server-reach',
    changed(CLUSTER, {
      apiServerAccessProfile: { disableRunCommand: true, authorizedIPRanges: ['10.0.0.0/8', '0.0.0.0/0'] },
    }),
    "'authorizedIPRanges' has 0.0.0.0/0",
  ],
  [
    'run-command',
    changed(CLUSTER, { apiServerAccessProfile: { enablePrivateCluster: true } }),
    "'disableRunCommand' is not set",
  ],
  ['local-accounts', changed(CLUSTER, { disableLocalAccounts: undefined }), "'disableLocalAccounts' is not set"],
  ['entra-rbac', changed(CLUSTER, { aadProfile: { managed: true } }), "'enableAzureRBAC'"],
  ['entra-rbac', changed(CLUSTER, { enableRBAC: false }), "'enableRBAC' must not be false"],
  ['workload-identity', changed(CLUSTER, { oidcIssuerProfile: undefined }), "'oidcIssuerProfile'"],
  [
    'network-policy',
    changed(CLUSTER, { networkProfile: { networkPlugin: 'azure' } }),
    "'networkPolicy' (none) enforces nothing",
  ],
  [
    'node-patches',
    changed(CLUSTER, { autoUpgradeProfile: { nodeOSUpgradeChannel: 'None' } }),
    "'nodeOSUpgradeChannel' (None)",
  ],
  ['control-plane-tier', changed(CLUSTER, { sku: undefined }), "'sku.tier' (Free)"],
  ['node-addresses', changed(GPU_POOL, { enableNodePublicIP: true }), "pool 'h100': 'enableNodePublicIP'"],
  [
    'node-addresses',
    changed(CLUSTER, { agentPoolProfiles: [{ ...system, enableNodePublicIP: true }] }),
    "pool 'system': 'enableNodePublicIP'",
  ],
  [
    'gpu-taint',
    changed(GPU_POOL, { nodeTaints: ['nvidia.com/gpu=present:PreferNoSchedule'] }),
    "'nodeTaints' does not keep",
  ],
  ['gpu-traffic', changed(GPU_POOL, { nodeLabels: undefined }), "'nodeLabels' lacks node.kubernetes.io/exclude"],
  ['gpu-idle', changed(GPU_POOL, { enableAutoScaling: undefined, count: 2 }), "'enableAutoScaling' is not set"],
  ['protect', { ...CLUSTER, protect: false }, "'protect' is not set"],
  ['protect', { ...GROUP, protect: false }, "'protect' is not set"],
];

test.each(BROKEN)('%s, and no other rule, stops what breaks it (%#)', async (policy, sample, message) => {
  const verdicts = await server.resource(sample);
  expect(verdicts.map((verdict) => verdict.policy)).toEqual([policy]);
  expect(verdicts[0]?.message).toContain(message);
});

test('every rule is shown to stop something', async () => {
  const shown = [...BROKEN.map(([policy]) => policy), 'tags', 'cost-ceiling'];
  expect((await server.policies()).filter((policy) => !shown.includes(policy))).toEqual([]);
});

test('tags are those that the policy configuration asks for', async () => {
  await server.configure({ tags: { required: ['owner', 'cost-center'] } });
  for (const sample of SOUND) {
    expect(await server.resource(sample)).toEqual([
      { policy: 'tags', message: expect.stringContaining('lacks cost-center:') },
    ]);
  }
});

test.each([
  [
    'a stopped GPU pool without a minimum',
    changed(GPU_POOL, { enableAutoScaling: undefined, powerState: { code: 'Stopped' } }),
  ],
  [
    'a pool without GPUs that has no taint',
    changed(GPU_POOL, { vmSize: 'Standard_D8ads_v5', nodeTaints: undefined, nodeLabels: undefined }),
  ],
  [
    'a private API server',
    changed(CLUSTER, { apiServerAccessProfile: { enablePrivateCluster: true, disableRunCommand: true } }),
  ],
  ['a resource of another kind', { type: 'kubernetes:core/v1:Secret', props: {} }],
])('%s passes', async (_, sample) => {
  expect(await server.resource(sample)).toEqual([]);
});

describe('the cost ceiling', () => {
  test('counts every pool at its maximum, and says the sum', async () => {
    await server.configure({ 'cost-ceiling': { maxUsdPerMonth: 20_000 } });
    // (4 x 6.98 + 5 x 0.206 + 0.1) x 730
    expect(await server.stack(SOUND)).toEqual([
      {
        policy: 'cost-ceiling',
        message: expect.stringContaining(
          "5 x D4ads_v5 + 4 x NC40ads_H100_v5 may cost $21,207/month, but 'maxUsdPerMonth' is $20,000",
        ),
      },
    ]);
  });

  test('holds without a configuration too', async () => {
    expect(await server.stack([CLUSTER, changed(GPU_POOL, { maxCount: 5 })])).toHaveLength(1);
  });

  test('holds at the first preview, when what Azure would add is not known', async () => {
    const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
    const first = changed(GPU_POOL, {
      maxCount: 6,
      count: unknown,
      scaleSetPriority: unknown,
      powerState: unknown,
    });
    expect(await server.stack([changed(CLUSTER, { sku: unknown }), first])).toEqual([
      { policy: 'cost-ceiling', message: expect.stringContaining('6 x NC40ads_H100_v5 may cost') },
    ]);
    expect(await server.stack([changed(GPU_POOL, { vmSize: unknown })])).toEqual([
      { policy: 'cost-ceiling', message: expect.stringContaining('no price of a size that is not known yet') },
    ]);
  });

  test('leaves out what is stopped, and takes own prices', async () => {
    const stopped = changed(GPU_POOL, { powerState: { code: 'Stopped' } });
    await server.configure({ 'cost-ceiling': { maxUsdPerMonth: 1000 } });
    expect(await server.stack([CLUSTER, stopped])).toEqual([]);
    await server.configure({ 'cost-ceiling': { maxUsdPerMonth: 4000, prices: { Standard_NC40ads_H100_v5: 1 } } });
    expect(await server.stack(SOUND)).toEqual([]);
  });

  test('does not hold for a size whose price nobody knows, and says so', async () => {
    expect(await server.stack([changed(GPU_POOL, { vmSize: 'Standard_ND96isr_H200_v5' })])).toEqual([
      { policy: 'cost-ceiling', message: expect.stringContaining('no price of Standard_ND96isr_H200_v5 is known') },
    ]);
  });
});
