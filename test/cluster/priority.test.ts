import { setTimeout as sleep } from 'node:timers/promises';
import { App, Chart, Duration } from 'cdk8s';
import { Engine, InferenceGateway, Model, ModelPool, Priority, TenantRoute } from 'cdk8s-inference-gateway';
import { burst } from '../../cli/traffic/burst';
import { Destination } from '../../cli/traffic/destination';
import { posted } from '../../cli/traffic/exchange';
import type { Outcome } from '../../cli/traffic/outcome';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import { Installation } from './installation';
import { chat } from './openai';
import { note } from './report/recorder';
import { appliesCleanly, diagnosed } from './story';
import { LEAN } from './test-overlay';

const MODEL = 'Qwen/Qwen3-0.6B';
const TENANTS = { first: Priority.HIGH, one: undefined, other: undefined, spare: Priority.SHEDDABLE };

/** Four tenants of one pool, two of them of the same priority. */
function program(outdir: string): void {
  const app = new App({ outdir });
  const gateway = new InferenceGateway(new Chart(app, 'edge', { namespace: 'priority-edge' }), 'gateway');
  const pool = new ModelPool(new Chart(app, 'models', { namespace: 'priority-models' }), 'qwen3', {
    model: Model.QWEN3_0_6B,
    engine: Engine.simulator({ timeToFirstToken: Duration.millis(0), interTokenLatency: Duration.millis(40) }),
  });
  for (const [name, priority] of Object.entries(TENANTS)) {
    const chart = new Chart(app, name, { namespace: `priority-${name}` });
    new TenantRoute(chart, 'route', { gateway, hostnames: [`${name}.example.com`], models: [pool], priority });
  }
  app.synth();
}

/** Requests of one tenant. */
interface Load {
  readonly count: number;
  readonly parallel: number;
}

/** Two servers answer four requests at a time, each in about a second. */
const FLOOD: Load = { count: 120, parallel: 40 };
const FEW: Load = { count: 24, parallel: 6 };

describe('priorities and fairness, on simulators that have room for four requests', () => {
  const example = Example.of('priority', program);
  const installation = new Installation(example, [{ ...LEAN, narrow: true }]);
  const that = diagnosed(installation);
  const destinations = new Map<string, Destination>();
  let door: Door;

  const send = async (tenant: keyof typeof TENANTS, { count, parallel }: Load): Promise<Outcome[]> => {
    const body = chat(MODEL, 25);
    const requests = Array.from({ length: count }, () => posted('short', '/v1/chat/completions', body));
    const destination = destinations.get(tenant);
    if (destination === undefined) throw new Error(`no destination of ${tenant}`);
    return await burst(destination, requests, { parallel });
  };
  /** Sends the flood, and once it waits the others. */
  const during = async (flood: Promise<Outcome[]>, others: () => Promise<Outcome[]>) => {
    await sleep(2000);
    return await Promise.all([flood, others()]);
  };

  beforeAll(async () => {
    door = Door.toGateway(example.only('Gateway'), 80);
    await installation.install({
      firstRequests: async () => {
        for (const tenant of Object.keys(TENANTS)) {
          const client = door.client(`http://${tenant}.example.com`);
          await eventually(30, async () =>
            expect((await client.post('/v1/chat/completions', chat(MODEL))).status).toBe(200),
          );
        }
      },
    });
    const { host, port } = await door.address();
    for (const tenant of Object.keys(TENANTS)) {
      const origin = `http://${tenant}.example.com`;
      destinations.set(tenant, new Destination({ origin, address: `${host}:${port}` }));
    }
  }, 400_000);

  afterAll(async () => {
    for (const destination of destinations.values()) destination.close();
    await door?.close();
    await installation.remove();
  });

  appliesCleanly(installation, that);

  that('serves the higher priority first while a lower one floods the pool', async () => {
    const [flood, first] = await during(send('one', FLOOD), () => send('first', FEW));
    note(`median of the higher ${median(first)} ms, of the flood ${median(flood)} ms`);
    expect([...flood, ...first].filter(({ ok }) => !ok)).toEqual([]);
    expect(median(first)).toBeLessThan(median(flood) * 0.8);
  });

  that('lets no tenant of the same priority be starved by the flood of another', async () => {
    const [flood, other] = await during(send('one', FLOOD), () => send('other', FEW));
    note(`median of the few ${median(other)} ms, of the flood ${median(flood)} ms`);
    expect([...flood, ...other].filter(({ ok }) => !ok)).toEqual([]);
    expect(median(other)).toBeLessThan(median(flood) * 0.8);
  });

  that('refuses only what may be shed while the pool is full', async () => {
    const [flood, spare] = await during(send('one', FLOOD), () => send('spare', { count: 40, parallel: 20 }));
    const statuses = new Map<number, number>();
    for (const { status } of spare) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    note(`of what may be shed: ${[...statuses].map(([status, count]) => `${count} x ${status}`).join(', ')}`);
    expect(flood.filter(({ ok }) => !ok)).toEqual([]);
    expect(statuses.get(429) ?? 0).toBeGreaterThan(0);
    expect([...statuses.keys()].filter((status) => status !== 200 && status !== 429)).toEqual([]);
  });

  that('serves what may be shed while the pool has room', async () => {
    const outcomes = await send('spare', { count: 8, parallel: 4 });
    expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
  });
});

function median(outcomes: readonly Outcome[]): number {
  const sorted = outcomes.map(({ totalMs }) => totalMs).sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}
