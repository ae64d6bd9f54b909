import { cpuPoolArgs, gpuPoolArgs, type PoolPlace } from '../../src/cluster/pool-args';
import { agentPoolName } from '../../src/cluster/pool-name';
import { configOf, type Settings } from '../settings';

const place: PoolPlace = {
  resourceGroupName: 'inference',
  clusterName: 'inference',
  subnetId: '/subnet',
  kubernetesVersion: '1.35',
  tags: { owner: 'red' },
};

function pool(change: Settings = {}) {
  const [first] = configOf({
    gpuPools: { a100: { vmSize: 'Standard_NC24ads_A100_v4', max: 4, ...change } },
    workloads: {},
  }).gpuPools;
  if (first === undefined) throw new Error('no pool');
  return first;
}

test('scales a GPU pool from 0 to its maximum, without a surge that the quota could not hold', () => {
  expect(gpuPoolArgs(pool(), place)).toMatchObject({
    mode: 'User',
    enableAutoScaling: true,
    minCount: 0,
    maxCount: 4,
    count: 0,
    gpuProfile: { driver: 'Install' },
    upgradeSettings: { maxSurge: '0', maxUnavailable: '1', drainTimeoutInMinutes: 60 },
  });
});

test('gives spot nodes no upgrade settings, and the taint that AKS adds', () => {
  const args = gpuPoolArgs(pool({ spot: true }), place);
  expect(args.upgradeSettings).toBeUndefined();
  expect(args).toMatchObject({
    scaleSetPriority: 'Spot',
    spotMaxPrice: -1,
    nodeTaints: ['nvidia.com/gpu=present:NoSchedule', 'kubernetes.azure.com/scalesetpriority=spot:NoSchedule'],
  });
});

test('keeps load balancers off GPU nodes, whatever labels are added', () => {
  const labels = { team: 'red', 'nvidia.com/gpu.present': 'false' };
  expect(gpuPoolArgs(pool({ labels }), place).nodeLabels).toEqual({
    team: 'red',
    'nvidia.com/gpu.present': 'true',
    'node.kubernetes.io/exclude-from-external-load-balancers': 'true',
    'inference-gateway/pool': 'a100',
  });
});

test('switches a pool off, slices its GPUs and takes a reserved capacity', () => {
  const args = gpuPoolArgs(pool({ stopped: true, mig: 'MIG1g', capacityReservationGroupId: '/group' }), place);
  expect(args).toMatchObject({
    powerState: { code: 'Stopped' },
    gpuInstanceProfile: 'MIG1g',
    capacityReservationGroupID: '/group',
  });
});

test('leaves the CPU pool untainted, so that istiod has a home', () => {
  expect(cpuPoolArgs(configOf().cpuPool, place)).toMatchObject({ mode: 'User', minCount: 2, maxCount: 6 });
  expect(cpuPoolArgs(configOf().cpuPool, place).nodeTaints).toBeUndefined();
});

test.each([
  ['size', { vmSize: 'Standard_NC48ads_A100_v4' }],
  ['price', { spot: true }],
  ['driver', { driver: 'None' }],
  ['slices', { mig: 'MIG1g' }],
])('takes another name when the %s changes, so that the new pool can stand beside the old one', (_, change) => {
  const [before, after] = [agentPoolName(pool()), agentPoolName(pool(change))];
  expect(after).not.toBe(before);
  expect(after).toMatch(/^a100[0-9a-f]{4}$/);
});

test('keeps its name when it can change in place', () => {
  expect(agentPoolName(pool({ max: 8, stopped: true, labels: { team: 'red' } }))).toBe(agentPoolName(pool()));
});
