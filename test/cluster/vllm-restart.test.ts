import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { burst } from '../../cli/traffic/burst';
import { Destination } from '../../cli/traffic/destination';
import { completion, type Exchange, streamed } from '../../cli/traffic/exchange';
import type { Outcome } from '../../cli/traffic/outcome';
import { SteadyLoad } from '../../cli/traffic/steady';
import { summaryOf } from '../../cli/traffic/summary';
import { wayTo } from './address';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import { Workload } from './faults/workload';
import { Installation } from './installation';
import { type KubeObject, kubectl, list } from './kubectl';
import { note, recordRequests } from './report/recorder';
import { describeUnless } from './report/unless';
import { diagnosed } from './story';
import type { TestOverlay } from './test-overlay';

const MODEL = 'llama-3.2-1b-instruct';
const POOL = 'llama';
const HOST = 'inference-gateway-istio.gateway.svc.cluster.local';
/** PyTorch is imported three times for each server. */
const START_SECONDS = 600;
const PER_SECOND = 4;
const MOST_SECONDS = 900;

const unset = process.env.REAL_VLLM === '1' ? undefined : 'REAL_VLLM is not 1: the image is no real vLLM';

/** One after the other: two that start at once take the machine. */
const only = (llama: number): TestOverlay => ({ memory: '4Gi', replicas: { llama, gemma: 0 }, tinyModel: true });

describeUnless(unset, 'two servers of the real vLLM', () => {
  const example = Example.synthesize('two-models');
  const installation = new Installation(example, [only(1), only(2)]);
  const that = diagnosed(installation);
  const pool = new Workload('models', POOL);
  let destination: Destination;

  beforeAll(
    async () => {
      await installation.install({
        prepare: async () => {
          await kubectl(['create', 'secret', 'generic', 'hf', '-n', 'models', '--from-literal=token=none']);
        },
        seconds: START_SECONDS,
        firstRequests: async () => {
          const { host, why } = await wayTo(example.only('Gateway'), 80);
          if (host === undefined) throw new Error(`needs the gateway's own address: ${why}`);
          // Looked up once: what is judged is the gateway, not a name server that is short of CPU.
          const { address } = await lookup(host);
          destination ??= new Destination({ origin: `http://${HOST}`, address: `${address}:80` });
          await eventually(60, async () => {
            const [{ ok, status } = { ok: false, status: 0 }] = await burst(destination, [completion(MODEL, 2)], ONE);
            if (!ok) throw new Error(`status ${status}`);
          });
        },
      });
    },
    2 * START_SECONDS * 1000 + 300_000,
  );

  afterAll(async () => {
    destination?.close();
    await installation.remove();
  });

  that(
    'its queue is read by the picker: while one is full, the other is asked',
    async () => {
      const [busy, idle] = (await pool.pods()) as [KubeObject, KubeObject];
      const before = await finished(idle);
      const inside = Door.toPod(busy, 8000);
      const { host, port } = await inside.address();
      const direct = new Destination({ origin: 'http://localhost', address: `${host}:${port}` });
      try {
        const long = Array.from({ length: 10 }, () => streamed(MODEL, 400));
        const filling = burst(direct, long, { parallel: 10, limitMs: 300_000 });
        await sleep(3000);
        const asked = await burst(destination, Array<Exchange>(8).fill(completion(MODEL, 2)), ONE);
        expect(asked.filter(({ ok }) => !ok)).toEqual([]);
        note(`${(await finished(idle)) - before} of 8 by the idle server`);
        expect((await finished(idle)) - before).toBeGreaterThanOrEqual(7);
        await filling;
      } finally {
        direct.close();
        await inside.close();
      }
    },
    400_000,
  );

  that(
    'loses nothing while real model servers restart, and no stream is cut',
    async () => {
      const next = (index: number) => (index % 4 === 0 ? streamed(MODEL, 60) : completion(MODEL, 2));
      const load = SteadyLoad.start(destination, {
        perSecond: PER_SECOND,
        seconds: MOST_SECONDS,
        limitMs: 300_000,
        next,
      });
      let outcomes: Outcome[] = [];
      try {
        await sleep(5000);
        await kubectl(['rollout', 'restart', `deployment/${POOL}`, '-n', 'models']);
        const status = ['rollout', 'status', `deployment/${POOL}`, '-n', 'models', `--timeout=${MOST_SECONDS - 60}s`];
        await kubectl(status, { seconds: MOST_SECONDS });
      } finally {
        outcomes = await load.stop();
      }
      const { requests, failed, cut, failures } = summaryOf(outcomes);
      const milliseconds = outcomes.filter(({ ok, kind }) => ok && kind === 'short').map(({ totalMs }) => totalMs);
      recordRequests({ requests, failed, cut, milliseconds });
      expect({ failed, cut, failures }).toEqual({ failed: 0, cut: 0, failures: [] });
    },
    MOST_SECONDS * 1000 + 120_000,
  );
});

const ONE = { parallel: 1, limitMs: 120_000 };

/** How many requests a server has finished, by its own count. */
async function finished(pod: KubeObject): Promise<number> {
  const [live] = (await list('pods', 'models', `app.kubernetes.io/instance=${POOL}`)).filter(
    ({ metadata }) => metadata.name === pod.metadata.name,
  );
  if (live === undefined) throw new Error(`pod ${pod.metadata.name} is gone`);
  const door = Door.toPod(live, 8000);
  try {
    const { text } = await door.client('http://localhost').get('/metrics');
    const counts = text.split('\n').map((line) => /^vllm:request_success_total\{.*\} ([\d.e+]+)$/.exec(line)?.[1]);
    return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
  } finally {
    await door.close();
  }
}
