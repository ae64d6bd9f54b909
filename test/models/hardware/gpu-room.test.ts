import { App, Chart } from 'cdk8s';
import {
  Engine,
  Gpu,
  GpuNode,
  type GpuNodeOptions,
  GpuQuota,
  Model,
  ModelPool,
  Replicas,
} from 'cdk8s-inference-gateway';
import { refuses } from '../../refuses';
import { captured, chartIn, find } from '../../render';

const model = Model.huggingFace('acme/model');

/** Pools of so many pods of so many GPUs each, on one node value. */
function sharing(app: App, node: GpuNode, ...sizes: [gpus: number, replicas: number | Replicas][]) {
  const chart = chartIn(app, 'models');
  return sizes.map(([gpus, replicas], index) => {
    const engine = Engine.vllm({ tensorParallel: gpus });
    const count = typeof replicas === 'number' ? Replicas.fixed(replicas) : replicas;
    return new ModelPool(chart, `pool-${index + 1}`, { model, modelName: `m${index}`, engine, node, replicas: count });
  });
}

/** What a synth of the App would refuse. */
function faults(app: App): string[] {
  return captured(() => app.node.findAll().flatMap((construct) => construct.node.validate())).result;
}

test.each([
  [
    'pods of one size',
    { maxNodes: 2 },
    [
      [2, 2],
      [2, 2],
    ],
  ],
  [
    'large pods first, whatever their order',
    { maxNodes: 2 },
    [
      [1, 2],
      [3, 2],
    ],
  ],
  [
    'what Karpenter may start',
    { maxGpus: 9 },
    [
      [4, 1],
      [2, 2],
    ],
  ],
  [
    'an autoscaler at its maximum',
    { maxNodes: 1 },
    [
      [2, Replicas.external({ max: 1 })],
      [2, 1],
    ],
  ],
  [
    'a stopped pool',
    { maxNodes: 1 },
    [
      [4, 1],
      [4, Replicas.fixed(0, { surge: 1 })],
    ],
  ],
  [
    'any number without a maximum',
    {},
    [
      [4, 99],
      [4, 99],
    ],
  ],
] as [string, GpuNodeOptions, [number, number | Replicas][]][])('pools fill a node pool: %s', (_, options, sizes) => {
  const app = new App();
  sharing(app, GpuNode.of({ gpu: Gpu.nvidia(4), ...options }), ...sizes);
  expect(faults(app)).toEqual([]);
});

test('pools on equal nodes of two values do not share them', () => {
  const app = new App();
  const node = () => GpuNode.of({ gpu: Gpu.nvidia(1), maxNodes: 1 });
  sharing(app, node(), [1, 1]);
  new ModelPool(chartIn(app, 'models-2'), 'pool', { model, node: node(), replicas: Replicas.fixed(1) });
  expect(faults(app)).toEqual([]);
});

refuses(
  'pools that fit alone but not together',
  (app) => sharing(app, GpuNode.of({ gpu: Gpu.nvidia(4), maxNodes: 2 }), [3, 2], [2, 1]),
  "2 pods of 3 GPUs in pool 'pool-1', 1 pods of 2 GPUs in pool 'pool-2'",
  "need 3 nodes of 4 GPUs, but 'maxNodes' is 2",
  "lower 'replicas' or raise 'maxNodes'",
);
refuses(
  'pools with more GPUs than nodes on demand may have',
  (app) => sharing(app, GpuNode.of({ gpu: Gpu.nvidia(4), maxGpus: 7 }), [4, 1], [4, 1]),
  "need 2 nodes of 4 GPUs, but 'maxGpus' (7) allows 1",
  "raise 'maxGpus'",
);
refuses(
  'pools with more GPUs than nodes of several types may have',
  (app) => sharing(app, GpuNode.of({ instanceTypes: ['a', 'b'], maxGpus: 3 }), [2, 1], [2, 1]),
  "need 4 GPUs, but 'maxGpus' is 3",
);
refuses(
  'an autoscaler that starts more pods than fit',
  (app) => sharing(app, GpuNode.of({ gpu: Gpu.nvidia(1), maxNodes: 2 }), [1, Replicas.external({ min: 0, max: 3 })]),
  '3 pods of 1 GPUs',
  "'maxNodes' is 2",
);
refuses(
  'two bounds of one node pool',
  () => GpuNode.any({ maxNodes: 1, maxGpus: 1 }),
  "'maxGpus' (1) and 'maxNodes' (1)",
  'leave one out',
);

describe('a bound on the GPUs of a namespace', () => {
  test('names every kind by its resource', () => {
    const app = new App();
    const [pool] = sharing(app, GpuNode.any(), [2, 2]);
    const chart = Chart.of(pool);
    const node = GpuNode.any({ gpu: Gpu.mig('1g.10gb') });
    new ModelPool(chart, 'slices', { model, modelName: 'slices', node });
    new ModelPool(chartIn(app, 'elsewhere'), 'others', { model, modelName: 'others' });
    new GpuQuota(chart, 'gpus', { gpus: [Gpu.nvidia(4), Gpu.mig('1g.10gb', 2)] });
    expect(faults(app)).toEqual([]);
    expect(find(app, 'ResourceQuota', 'gpus').spec.hard).toEqual({
      'requests.nvidia.com/gpu': '4',
      'requests.nvidia.com/mig-1g.10gb': '2',
    });
  });

  const bounded = (app: App, gpus: Gpu[]) => {
    const [pool] = sharing(app, GpuNode.any(), [2, Replicas.fixed(2, { surge: 1 })]);
    return new GpuQuota(Chart.of(pool), 'gpus', { gpus });
  };
  refuses(
    'one that the pools of the namespace exceed with their rollouts',
    (app) => bounded(app, [Gpu.nvidia(5)]),
    'quota-room',
    'takes 6 requests.nvidia.com/gpu, but ResourceQuota models/gpus allows 5',
  );
  test('warns of one on GPUs that no pool takes', () => {
    const app = new App();
    bounded(app, [Gpu.nvidia(6), Gpu.resource('amd.com/gpu', 1)]);
    expect(captured(() => app.synthYaml()).printed.join('')).toMatch(
      /warning: quota-room: ResourceQuota models\/gpus .*amd\.com/,
    );
  });
  refuses('one without a number', (app) => bounded(app, [Gpu.nvidia()]), 'no number of nvidia.com/gpu', 'write it');
  refuses('a kind that stands twice', (app) => bounded(app, [Gpu.nvidia(6), Gpu.nvidia(6)]), 'nvidia.com/gpu twice');
  refuses('an empty one', (app) => bounded(app, []), "'gpus' is empty", 'Gpu.nvidia(8)');
});
