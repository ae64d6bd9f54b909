import { App } from 'cdk8s';
import { Engine, Gpu, GpuNode, Model, ModelPool, NodeRoom, Replicas } from 'cdk8s-inference-gateway';
import { captured, chartIn } from '../../render';

const model = Model.huggingFace('acme/model');

function pool(app: App, name: string, node: GpuNode, tensorParallel: number, replicas: Replicas): void {
  new ModelPool(app.charts[0] ?? chartIn(app, 'models'), name, {
    model,
    modelName: name,
    node,
    replicas,
    engine: Engine.vllm({ tensorParallel }),
  });
}

test('an App without GPU pods takes no room', () => {
  const app = new App();
  new ModelPool(chartIn(app, 'models'), 'cpu', { model, engine: Engine.simulator() });
  expect(NodeRoom.of(app)).toEqual([]);
});

test('counts the nodes that pods fill at most, and those that stay busy', () => {
  const app = new App();
  const node = GpuNode.of({ gpu: Gpu.nvidia(4), maxNodes: 5 });
  pool(app, 'large', node, 4, Replicas.fixed(2, { surge: 1 }));
  pool(app, 'small', node, 1, Replicas.external({ min: 0, max: 5 }));
  pool(app, 'elsewhere', GpuNode.any(), 1, Replicas.fixed(1));
  const [shared, any] = NodeRoom.of(app);
  expect(shared).toMatchObject({ takenNodes: 5, leastNodes: 2, shortage: undefined });
  expect(shared?.node).toBe(node);
  expect(shared?.pods).toEqual([
    { poolName: 'large', gpus: 4, pods: 3, leastPods: 2 },
    { poolName: 'small', gpus: 1, pods: 5, leastPods: 0 },
  ]);
  expect(any).toMatchObject({ takenNodes: undefined, leastNodes: undefined });
});

test('says what synth refuses, before it', () => {
  const app = new App();
  const node = GpuNode.of({ gpu: Gpu.nvidia(1), maxNodes: 2 });
  pool(app, 'a', node, 1, Replicas.fixed(2));
  pool(app, 'b', node, 1, Replicas.fixed(1));
  const [{ shortage = '' } = {}] = NodeRoom.of(app);
  expect(shortage).toContain("need 3 nodes of 1 GPUs, but 'maxNodes' is 2");
  expect(captured(() => app.node.findAll().flatMap(({ node }) => node.validate())).result).toContain(shortage);
});

test('knows the names of the sizes that a pool may have', () => {
  for (const size of GpuNode.AZURE_SIZES) expect(GpuNode.azure(size).instanceTypes).toEqual([size]);
});
