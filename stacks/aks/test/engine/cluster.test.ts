import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gpuPoolArgs } from '../../src/cluster/pool-args';
import { configOf, SETTINGS, type Settings } from '../settings';
import { Engine } from './engine';

/** Where scripts/engine.mjs put the CRDs and says which Istio there is. */
const { STACKS_CRDS: CRDS = '', STACKS_ISTIO_TAG: tag = '' } = process.env;

const crds = (group: string) =>
  readdirSync(CRDS)
    .filter((file) => file.startsWith(group))
    .map((file) => join(CRDS, file));
const chat = { model: 'QWEN3_0_6B', modelName: 'chat', engine: 'simulator', replicas: 1 };
const CLUSTER: Settings = {
  ...SETTINGS,
  protect: false,
  addons: { monitoring: 'none' },
  platform: {
    crds: { gatewayApi: crds('gateway.'), inferenceExtension: crds('inference.') },
    // An Envoy without Istio's own filters, on a machine of two cores.
    istio: {
      replicas: 1,
      values: {
        global: {
          hub: 'docker.io/istio',
          tag,
          imagePullPolicy: 'IfNotPresent',
          proxy: { resources: { requests: { cpu: '20m', memory: '64Mi' } } },
        },
        autoscaleEnabled: false,
        resources: { requests: { cpu: '50m', memory: '128Mi' } },
        env: { PILOT_ENABLE_ALPN_FILTER: 'false', PILOT_ENABLE_METADATA_EXCHANGE: 'false' },
        telemetry: { enabled: false },
      },
    },
  },
  workloads: { models: { chat, llama: { model: 'QWEN3_0_6B', pool: 'a100' } } },
};

function kubectl(...args: string[]): string {
  return execFileSync('kubectl', args, { encoding: 'utf8', maxBuffer: 1e9 });
}

/** Nodes as the pool of AKS would make them: its labels and taints, and the size that Azure labels itself. */
function nodes(count: number) {
  const [pool] = configOf().gpuPools;
  if (pool === undefined) throw new Error('no pool');
  const place = { resourceGroupName: 'g', clusterName: 'c', subnetId: '/s', kubernetesVersion: '1.35', tags: {} };
  const { nodeLabels, nodeTaints, vmSize } = gpuPoolArgs(pool, place) as {
    nodeLabels: Record<string, string>;
    nodeTaints: string[];
    vmSize: string;
  };
  const taints = nodeTaints.map((taint) => {
    const [, key, value, effect] = /^(.+)=(.*):(.+)$/.exec(taint) ?? [];
    return { key, value, effect };
  });
  const system = {
    hollow: 'true',
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'node.kubernetes.io/instance-type': vmSize,
  };
  const capacity = { cpu: '24', memory: '220Gi', pods: '110', 'ephemeral-storage': '256Gi', 'nvidia.com/gpu': '1' };
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `aks-a100-${index}`, labels: { ...nodeLabels, ...system } },
    spec: { taints },
    status: { capacity },
  }));
}

let engine: Engine;

/** `kubectl wait` in the stand-in for the provider may end within seconds, while the API server takes in another new kind. */
const GAVE_UP = /kubectl wait --for=condition=Established: error: condition not met/;

/** Makes everything; once more where only the stand-in gave up, as its user would. */
function up() {
  const first = engine.run('up');
  if (first.ok || !GAVE_UP.test(first.text)) return first;
  console.log('up runs again: kubectl did not wait for a CRD to its end');
  return engine.run('up');
}

beforeAll(() => {
  engine = new Engine();
  execFileSync('kubectl', ['apply', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: nodes(2) }),
  });
});
afterAll(() => engine.remove());

test('makes the whole environment, Istio and models included', () => {
  engine.configure(CLUSTER);
  const { ok, text, seconds } = up();
  expect({ ok, text: ok ? '' : text }).toEqual({ ok: true, text: '' });
  console.log(`up took ${seconds} s: ${/\+ \d+ created/.exec(text)?.[0]}`);
});

test('has nothing to do the second time', () => {
  expect(engine.run('up', ['--expect-no-changes'])).toMatchObject({ ok: true });
});

// The engine runs in this process's stead, so that nothing here could close a connection which a proxy waits for.
const connection = 'close';

test('answers a request', async () => {
  const address = kubectl('-n', 'ai', 'get', 'service', 'gateway-istio', '-o', 'jsonpath={.spec.clusterIP}');
  const body = JSON.stringify({ model: 'chat', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 8 });
  const answer = await fetch(`http://${address}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection },
    body,
  });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ model: 'chat', choices: [{ message: { role: 'assistant' } }] });
  const models = (await (await fetch(`http://${address}/v1/models`, { headers: { connection } })).json()) as {
    data: { id: string }[];
  };
  expect(models.data.map(({ id }) => id).sort()).toEqual(['Qwen/Qwen3-0.6B', 'chat']);
});

test('runs the pods with GPUs on the nodes of the pool, and nowhere else', () => {
  const { items } = JSON.parse(kubectl('-n', 'ai', 'get', 'pods', '-o', 'json')) as {
    items: { metadata: { name: string }; spec: { nodeName: string } }[];
  };
  const placed = items.filter(
    ({ metadata }) => /^llama-[0-9a-f]+-\w+$/.test(metadata.name) && !metadata.name.includes('epp'),
  );
  expect(placed.map(({ spec }) => spec.nodeName).sort()).toEqual(['aks-a100-0', 'aks-a100-1']);
});

test('changes ConfigMaps in place', () => {
  const uid = () => kubectl('-n', 'ai', 'get', 'configmap', 'chat-epp', '-o', 'jsonpath={.metadata.uid}');
  const before = uid();
  engine.configure({ ...CLUSTER, workloads: { models: { chat } } });
  expect(engine.run('up')).toMatchObject({ ok: true, text: expect.not.stringContaining('replaced') });
  expect(uid()).toBe(before);
});

test('takes everything away again, but for the definitions that Istio keeps', () => {
  expect(engine.run('destroy')).toMatchObject({ ok: true });
  const namespaces = kubectl('get', 'namespaces', '-o', 'name');
  for (const name of ['ai', 'istio-system', 'gpu-resources']) expect(namespaces).not.toContain(`namespace/${name}\n`);
  const kept = kubectl('get', 'crds', '-o', 'name')
    .split('\n')
    .filter((name) => name !== '');
  expect(kept.filter((name) => !name.endsWith('.istio.io'))).toEqual([]);
  expect(Object.keys(engine.azure.resources)).toEqual([]);
});
