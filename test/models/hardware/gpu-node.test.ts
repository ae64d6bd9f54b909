import { Engine, GpuNode, Model, Replicas } from 'cdk8s-inference-gateway';
import { team } from '../../programs';
import { refuses } from '../../refuses';
import { containerOf, find } from '../../render';

const SIZES = [
  'Standard_NC4as_T4_v3',
  'Standard_NC64as_T4_v3',
  'Standard_NV36ads_A10_v5',
  'Standard_NV72ads_A10_v5',
  'Standard_NC24ads_A100_v4',
  'Standard_NC48ads_A100_v4',
  'Standard_NC96ads_A100_v4',
  'Standard_NC40ads_H100_v5',
  'Standard_NC80adis_H100_v5',
  'Standard_ND96isr_H100_v5',
  'Standard_ND96isr_H200_v5',
];

function on(node: GpuNode, gpus = 1, weightsGib?: number) {
  const model = Model.huggingFace('acme/model', { weightsGib });
  const { app } = team({ pool: { model, node, engine: Engine.vllm({ tensorParallel: gpus }) } });
  const deployment = find(app, 'Deployment', 'qwen3');
  return { pod: deployment.spec.template.spec, resources: containerOf(deployment).resources };
}

const gib = (quantity: string) => Number(quantity.replace(/Gi$/, ''));

test('vLLM runs on any node with NVIDIA GPUs, unless asked otherwise', () => {
  const { app } = team({ pool: { engine: Engine.vllm() } });
  const { nodeSelector, tolerations } = find(app, 'Deployment', 'qwen3').spec.template.spec;
  expect(nodeSelector).toEqual({ 'nvidia.com/gpu.present': 'true' });
  expect(tolerations).toEqual([{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]);
});

test('the simulator runs on any node', () => {
  const { app } = team({ pool: { engine: Engine.simulator(), node: GpuNode.azure('Standard_NC24ads_A100_v4') } });
  const { nodeSelector, tolerations } = find(app, 'Deployment', 'qwen3').spec.template.spec;
  expect([nodeSelector, tolerations]).toEqual([undefined, undefined]);
});

test('a size of Azure is selected by its name, besides further labels', () => {
  const node = GpuNode.azure('Standard_NC24ads_A100_v4', { nodeLabels: { agentpool: 'a100' } });
  expect(on(node).pod.nodeSelector).toEqual({
    'node.kubernetes.io/instance-type': 'Standard_NC24ads_A100_v4',
    agentpool: 'a100',
  });
});

test('a node of several types is any of them', () => {
  const { pod } = on(
    GpuNode.of({ instanceTypes: ['type-a', 'type-b'], nodeLabels: { 'karpenter.sh/nodepool': 'gpu' } }),
  );
  expect(pod.nodeSelector).toEqual({ 'karpenter.sh/nodepool': 'gpu' });
  expect(pod.affinity).toEqual({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          {
            matchExpressions: [
              { key: 'node.kubernetes.io/instance-type', operator: 'In', values: ['type-a', 'type-b'] },
            ],
          },
        ],
      },
    },
  });
});

test('a node of one type is selected by it alone, since nothing else is promised of nodes made on demand', () => {
  const { pod } = on(GpuNode.of({ instanceTypes: ['type-a'] }));
  expect([pod.nodeSelector, pod.affinity]).toEqual([{ 'node.kubernetes.io/instance-type': 'type-a' }, undefined]);
});

test('pods tolerate exactly the taints that are named', () => {
  const tolerations = [
    { key: 'sku', value: 'gpu' },
    { key: 'spot', effect: 'NoExecute' },
  ];
  expect(on(GpuNode.any({ tolerations })).pod.tolerations).toEqual([
    { key: 'sku', operator: 'Equal', value: 'gpu', effect: 'NoSchedule' },
    { key: 'spot', operator: 'Exists', effect: 'NoExecute' },
  ]);
});

test('pods of an untainted node tolerate nothing', () => {
  expect(on(GpuNode.any({ tolerations: [] })).pod.tolerations ?? []).toEqual([]);
});

describe.each(SIZES)('%s', (size) => {
  const node = GpuNode.azure(size);
  const { gpus = 0, cpus = 0, memoryGib = 0, gpuMemoryGib = 0 } = node;
  const perGpu = { cpus: cpus / gpus, memoryGib: memoryGib / gpus };

  test('offers its own memory to a model that fills its GPUs', () => {
    expect(gpuMemoryGib).toBeGreaterThanOrEqual(16);
  });

  test.each(Array.from({ length: Math.log2(gpus) + 1 }, (_, index) => 2 ** index))(
    'gives a pod of %i GPUs no more than its share',
    (count) => {
      const { requests, limits } = on(node, count, gpuMemoryGib * count).resources;
      for (const quantities of [requests, limits]) {
        expect(Number(quantities.cpu)).toBeLessThanOrEqual(perGpu.cpus * count);
        expect(gib(quantities.memory)).toBeLessThan(perGpu.memoryGib * count);
      }
    },
  );

  test('gives a pod requests within its limits', () => {
    const { requests, limits } = on(node).resources;
    expect(Number(requests.cpu)).toBeLessThanOrEqual(Number(limits.cpu));
    expect(gib(requests.memory)).toBeLessThanOrEqual(gib(limits.memory));
    expect(gib(requests['ephemeral-storage'])).toBeLessThanOrEqual(gib(limits['ephemeral-storage']));
  });
});

test('larger weights ask for more memory', () => {
  const memory = (weightsGib: number) => gib(on(GpuNode.any(), 1, weightsGib).resources.requests.memory);
  expect(memory(60)).toBeGreaterThan(memory(16) + 40);
});

for (const size of ['Standard_D4s_v5', 'Standard_NV6ads_A10_v5', 'Standard_ND96isr_MI300X_v5', 'toString']) {
  refuses(
    `the Azure size ${size}`,
    () => GpuNode.azure(size),
    `'size' (${size})`,
    'no known Azure size with whole NVIDIA GPUs',
    'Standard_NC24ads_A100_v4',
    'GpuNode.of(',
  );
}
for (const property of ['maxNodes', 'maxGpus', 'gpuMemoryGib', 'cpus', 'memoryGib'] as const) {
  for (const value of [0, -1, Number.NaN]) {
    refuses(
      `a node with ${value} as ${property}`,
      () => GpuNode.of({ [property]: value }),
      `'${property}' (${value})`,
      'write',
    );
  }
}
for (const [types, part] of [
  [['a b'], "'instanceTypes' has 'a b'"],
  [['a', 'a'], "'instanceTypes' has 'a' twice"],
] as const) {
  refuses(`the instance types ${types}`, () => GpuNode.of({ instanceTypes: [...types] }), part);
}
refuses(
  'an unknown effect of a taint',
  () => GpuNode.any({ tolerations: [{ key: 'sku', effect: 'Never' }] }),
  "'effect' (Never)",
  "write 'NoSchedule'",
);

refuses(
  'more pods than the node pool can hold',
  (app) => {
    const node = GpuNode.azure('Standard_NC48ads_A100_v4', { maxNodes: 2 });
    team({ pool: { node, engine: Engine.vllm({ tensorParallel: 2 }), replicas: Replicas.fixed(3) } }, app);
  },
  "'replicas' (3 pods of 2 GPUs in pool 'qwen3'; those of a rollout included)",
  "need 3 nodes of 2 GPUs, but 'maxNodes' is 2",
  "lower 'replicas' or raise 'maxNodes'",
);

test('a node pool that is just full is accepted, and one without a maximum is not judged', () => {
  const engine = Engine.vllm({ tensorParallel: 2 });
  const full = GpuNode.azure('Standard_NC48ads_A100_v4', { maxNodes: 2 });
  expect(() => team({ pool: { node: full, engine, replicas: Replicas.fixed(2) } })).not.toThrow();
  const open = GpuNode.azure('Standard_NC48ads_A100_v4');
  expect(() => team({ pool: { node: open, engine, replicas: Replicas.fixed(99) } })).not.toThrow();
});

refuses(
  'a rollout that starts more pods than the node pool can hold',
  (app) => {
    const node = GpuNode.azure('Standard_NC24ads_A100_v4', { maxNodes: 2 });
    team({ pool: { node, engine: Engine.vllm(), replicas: Replicas.fixed(2, { surge: 1 }) } }, app);
  },
  "'replicas' (3 pods",
  "'maxNodes' is 2",
);
