import { burst } from '../../cli/traffic/burst';
import { Destination } from '../../cli/traffic/destination';
import { posted } from '../../cli/traffic/exchange';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import { Installation } from './installation';
import { apply, type KubeObject, kubectl, list } from './kubectl';
import { chat } from './openai';
import { type Repeats, repeatPrefixes } from './repeated-prefixes';
import { note } from './report/recorder';
import { diagnosed } from './story';
import { LEAN } from './test-overlay';

const MODEL = 'Qwen/Qwen3-0.6B';
const ORIGIN = 'http://gateway-istio.ai.svc.cluster.local';
const REPLICAS = 4;
const EVEN = 1 / REPLICAS;
const PICKER = 'qwen3-epp';

/** What a picker without scorers does. */
const RANDOM = `apiVersion: inference.networking.x-k8s.io/v1alpha1
kind: EndpointPickerConfig
plugins:
  - type: random-picker
schedulingProfiles:
  - name: default
    plugins:
      - pluginRef: random-picker
`;

describe('endpoint picker of quickstart, over simulators that have a prefix cache and room for four requests', () => {
  const example = Example.synthesize('quickstart');
  const overlay = { ...LEAN, replicas: { qwen3: REPLICAS }, cached: true };
  const installation = new Installation(example, [overlay]);
  const that = diagnosed(installation);
  let door: Door;
  let destination: Destination;

  beforeAll(async () => {
    door = Door.toGateway(example.only('Gateway'), 80);
    await installation.install({
      firstRequests: async () => {
        const client = door.client(ORIGIN);
        await eventually(30, async () =>
          expect((await client.post('/v1/chat/completions', chat(MODEL))).status).toBe(200),
        );
      },
    });
    const { host, port } = await door.address();
    destination = new Destination({ origin: ORIGIN, address: `${host}:${port}` });
  }, 400_000);

  afterAll(async () => {
    destination?.close();
    await door?.close();
    await installation.remove();
  });

  that('gives a replica that is twenty times slower less than half of an even share', async () => {
    const [slow] = await list('pods', 'ai', 'app.kubernetes.io/name=model-server');
    const { name } = (slow as KubeObject).metadata;
    const inside = Door.toPod(slow as KubeObject, 8000);
    const server = inside.client('http://localhost');
    try {
      const before = await shares(destination, 'even');
      expect((await server.post('/admin/config', { 'inter-token-latency': '400ms' })).status).toBe(200);
      let longest = 0;
      const after = await shares(destination, 'slow', async () => {
        const waiting = /^vllm:num_requests_waiting\{.*\} (\d+)/m.exec((await server.get('/metrics')).text)?.[1];
        longest = Math.max(longest, Number(waiting));
      });
      note(
        `share ${percent(before.get(name))} before, ${percent(after.get(name))} while slow; ${longest} waited there`,
      );
      expect(before.get(name)).toBeGreaterThan(EVEN / 2);
      expect(after.get(name) ?? 0).toBeLessThan(EVEN / 2);
    } finally {
      await server.post('/admin/config', { 'inter-token-latency': '20ms' });
      await inside.close();
    }
  });

  that(
    'takes prompts that begin alike to the replica that has their beginning, which random picking does not',
    async () => {
      const picked = await repeatPrefixes(destination, MODEL, 'one');
      note(`one picker: ${described(picked)}`);
      await scalePickers(2);
      const byTwo = await repeatPrefixes(destination, MODEL, 'two');
      note(`two pickers: ${described(byTwo)}`);
      await scalePickers(1);
      await pickAtRandom();
      const random = await repeatPrefixes(destination, MODEL, 'random');
      note(`random: ${described(random)}`);
      expect(picked.share).toBeGreaterThan(0.9);
      expect(picked.firstTokenMs).toBeLessThan(random.firstTokenMs / 2);
    },
  );
});

function described({ share, known, firstTokenMs }: Repeats): string {
  return `${percent(share)} on the same replica, ${percent(known)} on one that knew, first token after ${firstTokenMs} ms`;
}

function percent(share = 0): string {
  return `${Math.round(share * 100)} %`;
}

/** Shares of the pods in 240 short answers, 16 at a time, to prompts that have nothing in common. */
async function shares(
  destination: Destination,
  label: string,
  look: () => Promise<void> = async () => {},
): Promise<Map<string, number>> {
  const requests = Array.from({ length: 240 }, (_, index) => {
    const messages = [{ role: 'user', content: `${label} ${index}: say hello.` }];
    return posted('short', '/v1/chat/completions', { ...chat(MODEL, 10), messages });
  });
  let looking = Promise.resolve();
  let seen = 0;
  const onOutcome = () => {
    seen += 1;
    if (seen % 10 === 0) looking = looking.then(look);
  };
  const outcomes = await burst(destination, requests, { parallel: 16, onOutcome });
  await looking;
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
  const counts = new Map<string, number>();
  for (const { headers } of outcomes) {
    const pod = headers['x-inference-pod'] ?? 'none';
    counts.set(pod, (counts.get(pod) ?? 0) + 1 / outcomes.length);
  }
  return counts;
}

/** Has so many pickers, and none that is ending. */
async function scalePickers(replicas: number): Promise<void> {
  await kubectl(['scale', `deployment/${PICKER}`, '-n', 'ai', `--replicas=${replicas}`]);
  await settled(replicas);
}

async function pickAtRandom(): Promise<void> {
  await apply({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: PICKER, namespace: 'ai' },
    data: { 'plugins.yaml': RANDOM },
  } as unknown as KubeObject);
  await kubectl(['rollout', 'restart', `deployment/${PICKER}`, '-n', 'ai']);
  await settled(1);
}

async function settled(replicas: number): Promise<void> {
  const args = ['rollout', 'status', `deployment/${PICKER}`, '-n', 'ai', '--timeout=120s'];
  await kubectl(args, { seconds: 130 });
  await eventually(60, async () => {
    expect(await list('pods', 'ai', 'app.kubernetes.io/name=endpoint-picker')).toHaveLength(replicas);
  });
}
