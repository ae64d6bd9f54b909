import { setTimeout as sleep } from 'node:timers/promises';
import { App, Chart, Duration } from 'cdk8s';
import { Engine, InferenceGateway, Model, ModelPool, TenantRoute } from 'cdk8s-inference-gateway';
import { RateLimitError } from 'openai';
import { burst } from '../../cli/traffic/burst';
import { Destination } from '../../cli/traffic/destination';
import { completion, type Exchange, streamed } from '../../cli/traffic/exchange';
import type { Outcome } from '../../cli/traffic/outcome';
import { lineOf, provideAccessLog } from './access-lines';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import type { HttpClient } from './http-client';
import { Installation } from './installation';
import { chat, openAi } from './openai';
import { note } from './report/recorder';
import { appliesCleanly, diagnosed } from './story';
import { LEAN } from './test-overlay';

const EDGE = 'parallel-edge';
const PROXIES = 2;
const LIMIT = 3;
const AT_A_TIME = PROXIES * LIMIT;
const MODEL = 'chat';
const TENANTS = ['limited', 'other'] as const;
type Tenant = (typeof TENANTS)[number];

/** About a second each. */
const SHORT = completion(MODEL, 25);
/** About four seconds each. */
const LONG = streamed(MODEL, 100);

/** A tenant with a limit, and one without, on one pool. */
function program(outdir: string): void {
  const app = new App({ outdir });
  const edge = new Chart(app, 'edge', { namespace: EDGE });
  const gateway = new InferenceGateway(edge, 'gateway', { replicas: PROXIES });
  const pool = new ModelPool(new Chart(app, 'models', { namespace: 'parallel-models' }), 'chat', {
    model: Model.QWEN3_0_6B,
    modelName: MODEL,
    engine: Engine.simulator({ timeToFirstToken: Duration.millis(0), interTokenLatency: Duration.millis(40) }),
  });
  for (const name of TENANTS) {
    new TenantRoute(new Chart(app, name, { namespace: `parallel-${name}` }), 'route', {
      gateway,
      hostnames: [`${name}.parallel.example.com`],
      models: [pool],
      ...(name === 'limited' ? { maxParallel: LIMIT } : {}),
    });
  }
  app.synth();
}

describe('requests at a time, on the simulator', () => {
  const example = Example.of('max-parallel', program);
  const installation = new Installation(example, [LEAN]);
  const that = diagnosed(installation);
  const destinations = new Map<Tenant, Destination>();
  let withdrawAccessLog = async () => {};
  const door = Door.toGateway(example.only('Gateway'), 80);
  const client = (tenant: Tenant): HttpClient => door.client(`http://${tenant}.parallel.example.com`);

  /** So many at once, each on a connection of its own. */
  const atOnce = async (tenant: Tenant, count: number, exchange: Exchange): Promise<Outcome[]> => {
    const destination = destinations.get(tenant);
    if (destination === undefined) throw new Error(`no destination of ${tenant}`);
    return await burst(destination, Array<Exchange>(count).fill(exchange), { parallel: count });
  };

  beforeAll(async () => {
    withdrawAccessLog = await provideAccessLog();
    await installation.install({
      firstRequests: async () => {
        for (const tenant of TENANTS) {
          const asking = client(tenant);
          await eventually(30, async () =>
            expect((await asking.post('/v1/chat/completions', chat(MODEL))).status).toBe(200),
          );
        }
      },
    });
    const { host, port } = await door.address();
    for (const tenant of TENANTS) {
      const origin = `http://${tenant}.parallel.example.com`;
      destinations.set(tenant, new Destination({ origin, address: `${host}:${port}` }));
    }
  }, 400_000);

  afterAll(async () => {
    for (const destination of destinations.values()) destination.close();
    await door.close();
    await installation.remove();
    await withdrawAccessLog();
  });

  appliesCleanly(installation, that);

  that('each proxy passes as many as the limit, refuses the others at once, and leaves a neighbour alone', async () => {
    const [limited, other] = await Promise.all([atOnce('limited', 20, SHORT), atOnce('other', 20, SHORT)]);
    expect(other.filter(({ ok }) => !ok)).toEqual([]);
    const refused = limited.filter(({ status }) => status === 429);
    note(`${limited.length - refused.length} of 20 passed, the others 429 after ${slowest(refused)} ms at most`);
    expect(limited.filter(({ ok }) => ok)).toHaveLength(AT_A_TIME);
    expect(refused).toHaveLength(20 - AT_A_TIME);
    expect(slowest(refused)).toBeLessThan(slowest(limited) / 2);
  });

  that('has room again once they are answered', async () => {
    for (let round = 0; round < 3; round++) {
      expect((await atOnce('limited', LIMIT, SHORT)).filter(({ ok }) => !ok)).toEqual([]);
    }
  });

  that('counts a stream until it ends, and tells OpenAI clients to come again', async () => {
    const streams = atOnce('limited', 20, LONG);
    await sleep(2000);
    const meanwhile = await atOnce('limited', 10, SHORT);
    const asking = openAi(client('limited')).chat.completions.create(chat(MODEL));
    const error = await asking.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(meanwhile.map(({ status }) => status)).toEqual(Array(10).fill(429));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'requests' });
    expect((error as RateLimitError).headers?.get('retry-after')).toBe('1');
    expect(await lineOf('gateway', EDGE, String((error as RateLimitError).requestID))).toMatchObject({
      tenant: 'parallel-limited',
      http_status: 429,
      flags: 'UO',
    });
    expect((await streams).filter(({ ok }) => ok)).toHaveLength(AT_A_TIME);
    expect((await atOnce('limited', 1, SHORT))[0]?.ok).toBe(true);
  });
});

function slowest(outcomes: readonly Outcome[]): number {
  return Math.round(Math.max(...outcomes.map(({ totalMs }) => totalMs)));
}
