import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { Engine, Gpu, GpuQuota, TrafficClass } from 'cdk8s-inference-gateway';
import { poolIn, team } from '../programs';
import { refuses } from '../refuses';

const EARLIER = 'kind: Earlier\n';

/** Runs a program where an earlier synth left a file. */
function run(program: string) {
  const folder = mkdtempSync(join(tmpdir(), 'mistake-'));
  try {
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'models.k8s.yaml'), EARLIER);
    const env = { ...process.env, CDK8S_OUTDIR: undefined };
    const args = [join(__dirname, 'run.cjs'), join(__dirname, program)];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    return { status, stderr, files, earlier: readFileSync(join(folder, 'dist', 'models.k8s.yaml'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([
  [
    'a GPU count of 0',
    'gpu-count.ts',
    'gpu-request: Deployment models/chat (models/chat/Server/Resource): asks for 0 nvidia.com/gpu',
    "write resources.limits['nvidia.com/gpu']: 1 or more",
  ],
  [
    'a route to a pool that is not there',
    'missing-pool.ts',
    'missing-backend: HTTPRoute tenant-a/inference (tenant-a/inference/Resource): refers to InferencePool models/chatt',
    'correct the name in backendRefs',
  ],
  [
    'a pool port that no container listens on',
    'pool-port.ts',
    'pool-port: InferencePool models/chat (models/chat/Resource): has the target port 9999',
    'write number: 8000 in spec.targetPorts',
  ],
  [
    'one model name on two pools',
    'model-name-twice.ts',
    "unique-model-name: HTTPRoute tenant-a/inference (tenant-a/inference/Resource): sends the model 'chat' to InferencePool models/chat-large",
    'give one of the models another name',
  ],
  [
    'a missing ReferenceGrant',
    'missing-grant.ts',
    'reference-grant: HTTPRoute tenant-a/inference (tenant-a/inference/Resource): refers to InferencePool models/chat',
    "add a ReferenceGrant to namespace 'models'",
  ],
  [
    'a backendRequest above request',
    'backend-timeout.ts',
    'route-timeouts: HTTPRoute tenant-a/inference (tenant-a/inference/Resource): gives a backend 300 s',
    'write a backendRequest of 120s or less',
  ],
  [
    'a route timeout above the drain',
    'route-timeout.ts',
    'drain: HTTPRoute tenant-a/inference (tenant-a/inference/Resource): allows answers of 36000 s',
    'write a shorter timeouts.request',
  ],
  [
    'a quota of 1 GPU for 4',
    'quota.ts',
    'quota-room: ResourceQuota models/gpus (models/Quota): allows 1 requests.nvidia.com/gpu',
    'write 4 or more',
  ],
  [
    'a name that its kind cannot have',
    'bad-name.ts',
    'object-name: Service models/llama-3.1 (models/Service): has a name that a Service cannot have',
    'write metadata.name: llama-3-1',
  ],
])('%s ends the program with its rule, object, place and remedy, and writes nothing', (_, program, finding, remedy) => {
  const { status, stderr, files, earlier } = run(program);
  expect({ status, files, earlier }).toEqual({ status: 1, files: ['dist', 'dist/models.k8s.yaml'], earlier: EARLIER });
  const line = stderr.split('\n').find((one) => one.includes(finding));
  expect(line ?? stderr).toContain(finding);
  expect(line).toContain(`: ${remedy}`);
});

test('the same platform without a mistake is written', () => {
  const { status, files } = run('correct.ts');
  expect({ status, files }).toEqual({
    status: 0,
    files: ['dist', 'dist/edge.k8s.yaml', 'dist/models.k8s.yaml', 'dist/tenant-a.k8s.yaml'],
  });
});

describe('what has a type cannot be written at all:', () => {
  refuses(
    'a GPU count of 0',
    (app) => team({ pool: { engine: Engine.vllm({ tensorParallel: 0 }) } }, app),
    "'tensorParallel' (0)",
    'write',
  );
  refuses(
    'one model name on two pools',
    (app) => {
      const { chart, route } = team({}, app);
      route.addModel(poolIn(chart, 'large', { modelName: 'qwen3' }));
    },
    "'modelName' (qwen3)",
    "give one of them another 'modelName'",
  );
  refuses(
    'a backendRequest above request',
    () => TrafficClass.of('slow', { request: Duration.seconds(60), backendRequest: Duration.seconds(90) }),
    "'backendRequest' (90s)",
    'write Duration.seconds(55)',
  );
  refuses(
    'a route timeout above the drain',
    (app) => team({ route: { trafficClass: TrafficClass.BATCH } }, app),
    "'trafficClass' (batch, 1800s)",
    "raise 'longestGeneration' of the pool to Duration.seconds(1800)",
  );
  refuses(
    'a quota of 1 GPU for 4',
    (app) => {
      const { chart } = team({ pool: { engine: Engine.vllm({ tensorParallel: 2 }) } }, app);
      new GpuQuota(chart, 'gpus', { gpus: [Gpu.nvidia(1)] });
    },
    'quota-room: ResourceQuota ai/gpus (ai/gpus/Resource)',
    'write 4 or more',
  );
  refuses(
    'the name of a pool that a Service cannot have',
    (app) => team({ pool: { name: 'llama-3.1' } }, app),
    "'name' (llama-3.1)",
    "write 'llama-3-1'",
  );
});
