import { Engine, Gpu, GpuNode, Model } from 'cdk8s-inference-gateway';
import { team } from '../../programs';
import { refuses } from '../../refuses';
import { containerOf, find } from '../../render';

const IMAGE = 'registry.example.com/vllm-rocm:v0.32.0';

function on(gpu: Gpu, options?: Parameters<typeof Engine.vllm>[0]) {
  const pool = { node: GpuNode.any({ gpu }), engine: Engine.vllm(options), model: Model.huggingFace('acme/model') };
  const { spec } = find(team({ pool }).app, 'Deployment', 'qwen3').spec.template;
  const { nodeSelector, tolerations = [] } = spec;
  return { nodeSelector, tolerations, ...containerOf(find(team({ pool }).app, 'Deployment', 'qwen3')) };
}

test.each([
  ['whole GPUs of NVIDIA', Gpu.nvidia(), 'nvidia.com/gpu'],
  ['slices', Gpu.mig('1g.10gb'), 'nvidia.com/mig-1g.10gb'],
  ['slices with the media extension', Gpu.mig('1g.20gb.me'), 'nvidia.com/mig-1g.20gb.me'],
  ['shared GPUs', Gpu.resource('nvidia.com/gpu.shared'), 'nvidia.com/gpu.shared'],
])('%s are asked for by their resource, on nodes with NVIDIA GPUs', (_, gpu, resource) => {
  const { resources, nodeSelector, tolerations } = on(gpu);
  for (const quantities of [resources.requests, resources.limits]) {
    expect(Object.entries(quantities).filter(([name]) => name.includes('/'))).toEqual([[resource, '1']]);
  }
  expect(nodeSelector).toEqual({ 'nvidia.com/gpu.present': 'true' });
  expect(tolerations.map(({ key }) => key)).toEqual(['nvidia.com/gpu']);
});

test("GPUs that are not NVIDIA's are found by their resource and its taint alone", () => {
  const { resources, nodeSelector = {}, tolerations, image } = on(Gpu.resource('amd.com/gpu', 8), { image: IMAGE });
  expect([resources.requests['amd.com/gpu'], resources.limits['amd.com/gpu']]).toEqual(['1', '1']);
  expect(resources.limits).not.toHaveProperty(['nvidia.com/gpu']);
  expect(nodeSelector).toEqual({});
  expect(tolerations.map(({ key }) => key)).toEqual(['amd.com/gpu']);
  expect(image).toBe(IMAGE);
});

test('a slice has the memory of its profile, and a whole GPU that of the size', () => {
  const size = 'Standard_NC24ads_A100_v4';
  const { gpus, gpuMemoryGib } = GpuNode.azure(size, { gpu: Gpu.mig('2g.20gb', 3) });
  expect([gpus, gpuMemoryGib]).toEqual([3, 20]);
  expect(GpuNode.azure(size).gpuMemoryGib).toBe(80);
});

refuses(
  'a model that is split over slices',
  () => on(Gpu.mig('1g.10gb', 7), { tensorParallel: 2 }),
  "'tensorParallel' x 'pipelineParallel' (2)",
  "slices of nvidia.com/mig-1g.10gb, which cannot reach each other's memory",
  'write 1',
);
refuses(
  "vLLM's own image on GPUs that it is not built for",
  () => on(Gpu.resource('amd.com/gpu')),
  "'node' offers amd.com/gpu",
  'built for NVIDIA',
  "write 'image' of Engine.vllm",
);
for (const profile of ['10gb', '8g.80gb', '1g.0gb', '1g.10gb+me', '1g.10Gb']) {
  refuses(`the profile ${profile}`, () => Gpu.mig(profile), `'profile' (${profile})`, "write '1g.10gb'");
}
for (const name of ['gpu', 'cpu', 'amd.com/', 'AMD.com/gpu', 'kubernetes.io/gpu', 'a/b/c']) {
  refuses(`the resource ${name}`, () => Gpu.resource(name), `'name' (${name})`, "write 'amd.com/gpu'");
}
for (const count of [0, -1, 1.5]) {
  refuses(`${count} GPUs`, () => Gpu.nvidia(count), `'count' (${count})`, 'whole number of 1 or more');
}
refuses(
  'a size of Azure with another number of GPUs',
  () => GpuNode.azure('Standard_NC24ads_A100_v4', { gpu: Gpu.nvidia(2) }),
  "'gpu' (2 of nvidia.com/gpu)",
  'the 1 GPUs of Standard_NC24ads_A100_v4',
  "leave 'gpu' out",
);
refuses(
  'slices with another memory than that of their profile',
  () => GpuNode.of({ gpu: Gpu.mig('1g.10gb'), gpuMemoryGib: 12 }),
  "'gpuMemoryGib' (12)",
  'nvidia.com/mig-1g.10gb already, which has 10',
  'leave it out',
);

for (const image of ['vllm', 'rocm/vllm:v1', 'docker.io/rocm/vllm', 'docker.io/rocm/vllm:latest', 'a.b/c@sha256:12']) {
  refuses(`the image ${image}`, () => Engine.vllm({ image }), `'image' (${image})`, 'write ');
}
