import { App, Chart } from 'cdk8s';
import { type GpuNode, Model, ModelPool, NodeRoom, Replicas } from 'cdk8s-inference-gateway';
import { GPU_TAINT, type GpuPoolSettings, gpuPool, nodeLabels, nodeTaints, SPOT_TAINT } from '../../src/azure/gpu-pool';
import { countedPool, roomFaults, roomLines } from '../../src/azure/room';

const h100: GpuPoolSettings = {
  name: 'h100',
  vmSize: 'Standard_NC40ads_H100_v5',
  min: 0,
  max: 4,
  spot: false,
  stopped: false,
  taints: [GPU_TAINT],
};

function modelOn(node: GpuNode, replicas = 2) {
  const app = new App();
  const chart = new Chart(app, 'models', { namespace: 'models' });
  const pool = new ModelPool(chart, 'chat', { model: Model.QWEN3_0_6B, node, replicas: Replicas.fixed(replicas) });
  return { app, pod: pool.deployment.toJson().spec.template.spec };
}

describe('one value makes the nodes and the pods on them', () => {
  test.each([
    ['on demand', h100],
    ['spot', { ...h100, spot: true, taints: [GPU_TAINT, SPOT_TAINT] }],
    ['with a taint of its own', { ...h100, taints: ['sku=gpu:NoExecute'] }],
    ['in slices', { ...h100, mig: 'MIG3g' }],
  ] as [string, GpuPoolSettings][])(
    '%s: pods tolerate every taint and select labels that the nodes have',
    (_, settings) => {
      const pool = gpuPool(settings);
      const { pod } = modelOn(pool.node);
      const tolerated = pod.tolerations.map(
        ({ key, value, effect }: Record<string, string>) => `${key}=${value}:${effect}`,
      );
      expect(tolerated).toEqual(nodeTaints(pool.node));
      const { 'node.kubernetes.io/instance-type': size, ...selected } = pod.nodeSelector;
      expect(size).toBe(settings.vmSize);
      expect(nodeLabels(pool.node)).toMatchObject(selected);
    },
  );

  test('own labels never hide those that pods select', () => {
    const labels = nodeLabels(gpuPool(h100).node, { 'inference-gateway/pool': 'other', team: 'red' });
    expect(labels).toMatchObject({
      'inference-gateway/pool': 'h100',
      team: 'red',
      'nvidia.com/gpu.present': 'true',
    });
  });
});

test.each([
  ['MIG1g', 'Standard_NC24ads_A100_v4', 'nvidia.com/mig-1g.10gb', 7],
  ['MIG3g', 'Standard_NC80adis_H100_v5', 'nvidia.com/mig-3g.47gb', 4],
  ['MIG7g', 'Standard_ND96isr_H200_v5', 'nvidia.com/mig-7g.141gb', 8],
] as const)('%s on %s is %s, %i a node', (mig, vmSize, resourceName, count) => {
  expect(gpuPool({ ...h100, vmSize, mig }).node.gpu).toMatchObject({ resourceName, count });
});

test('a size that is not known takes its GPUs from the settings', () => {
  const { node, size } = gpuPool({ ...h100, vmSize: 'Standard_ND128isr_GB300_v6', max: 2, gpus: 4 });
  expect(node).toMatchObject({ gpus: 4, cpus: 128, maxNodes: 2, gpuMemoryGib: undefined });
  expect(size).toMatchObject({ gpus: 4, vcpus: 128 });
});

test.each([
  ['a size without GPUs', { vmSize: 'Standard_D4ads_v5' }, "'vmSize' (Standard_D4ads_v5) has no GPU"],
  [
    'a part of a GPU',
    { vmSize: 'Standard_NV6ads_A10_v5' },
    'has a part of a GPU only: write one of Standard_NC4as_T4_v3',
  ],
  ['other GPUs than the size has', { gpus: 2 }, "'gpus' (2) must be the 1 of Standard_NC40ads_H100_v5: leave it out"],
  ['slices of a T4', { vmSize: 'Standard_NC4as_T4_v3', mig: 'MIG1g' }, "'mig' (MIG1g) needs GPUs that can be sliced"],
  [
    'a taint without a value',
    { taints: ['gpu:NoSchedule'] },
    "'taints' has 'gpu:NoSchedule', which is not key=value:effect",
  ],
  ['no node at all', { max: 0 }, "'maxNodes' (0) must be a whole number of 1 or more"],
  ['a name that is no size', { vmSize: 'H100' }, "'vmSize' (H100) is no size of Azure"],
] as [string, Partial<GpuPoolSettings>, string][])('refuses %s', (_, change, message) => {
  expect(() => gpuPool({ ...h100, ...change })).toThrow(message);
});

describe('room', () => {
  test('is told with its sum, and pods keep their nodes', () => {
    const pool = gpuPool(h100);
    const idle = gpuPool({ ...h100, name: 'idle' });
    const rooms = NodeRoom.of(modelOn(pool.node).app);
    expect(roomLines([pool, idle], rooms)).toEqual([
      'h100: chat 2 x 1 GPU = 2 of 4 nodes with 1 GPU, rollouts included',
      'idle: no model runs here; 0 of 4 nodes',
    ]);
    expect(roomFaults([pool, idle], rooms)).toEqual([]);
    expect(countedPool(pool, rooms)).toMatchObject({ min: 0, max: 4, held: 2 });
    expect(countedPool(idle, rooms)).toMatchObject({ held: 0, surge: 0 });
    expect(countedPool({ ...pool, maxSurge: '50%' }, rooms).surge).toBe(2);
    expect(countedPool({ ...pool, maxSurge: '1', spot: true }, rooms).surge).toBe(0);
  });

  test('of two models that fit alone but not together is refused in the words of the configuration', () => {
    const { node, ...pool } = gpuPool(h100);
    const { app } = modelOn(node, 4);
    new ModelPool(new Chart(app, 'more', { namespace: 'more' }), 'code', {
      model: Model.QWEN3_0_6B,
      modelName: 'code',
      node,
    });
    expect(roomFaults([{ node, ...pool }], NodeRoom.of(app))).toEqual([
      "pool 'h100': 'replicas' (4 pods of 1 GPUs in pool 'chat', 2 pods of 1 GPUs in pool 'code'; those of a rollout included) need 6 nodes of 1 GPUs, but 'max' is 4: lower 'replicas' or raise 'max'",
    ]);
  });

  test('on nodes that nobody makes is refused', () => {
    const rooms = NodeRoom.of(modelOn(gpuPool(h100).node).app);
    expect(roomFaults([gpuPool(h100)], rooms)).toEqual([
      "'node' of 'chat' is none of the GPU pools (h100): take the node of one",
    ]);
  });
});
