import {
  AUTHORITY,
  CERTIFICATE,
  EDGE,
  hostOf,
  LIMITER,
  LIMITS,
  PASSWORD,
  PROXIES,
  STORE,
  TENANTS,
  writeBudgets,
} from './budgets/program';
import { makeCertificate } from './certificate';
import { Door } from './door';
import { eventually } from './eventually';
import { Example } from './example';
import type { HttpAnswer, HttpClient } from './http-client';
import { Installation } from './installation';
import { kubectl } from './kubectl';
import { obstacleTo } from './obstacles';
import { chat } from './openai';
import { machineTooBusy, note } from './report/recorder';
import { describeUnless } from './report/unless';
import { appliesCleanly, diagnosed } from './story';
import { LEAN } from './test-overlay';

const CHAT = '/v1/chat/completions';

describeUnless(obstacleTo('RATE_LIMITERS'), 'budgets, on the simulator', () => {
  const example = Example.of('budgets', writeBudgets);
  const installation = new Installation(example, [LEAN]);
  const that = diagnosed(installation);
  const door = Door.toGateway(example.only('Gateway'), 80);
  const clients = new Map<string, HttpClient>();

  // A connection of its own for each request, so that both proxies are asked.
  const ask = (tenant: string, model = 'chat') =>
    (clients.get(tenant) as HttpClient).post(CHAT, chat(model, 1), { connection: 'close' });
  const many = (tenant: string, count: number, parallel: number, model?: string) =>
    inParallel(count, parallel, () => ask(tenant, model));
  const scale = (deployment: string, replicas: number) =>
    kubectl(['scale', `deployment/${deployment}`, '-n', EDGE, `--replicas=${replicas}`]);
  const gone = (program: string) =>
    kubectl(['wait', 'pod', '-n', EDGE, '-l', `app.kubernetes.io/name=${program}`, '--for=delete', '--timeout=60s']);

  beforeAll(async () => {
    for (const tenant of TENANTS) clients.set(tenant, door.client(`http://${hostOf(tenant)}`));
    await installation.install({
      prepare: async () => {
        const authority = await makeCertificate(`${STORE}.${EDGE}.svc.cluster.local`, EDGE, CERTIFICATE);
        await secret(AUTHORITY.secret, AUTHORITY.key, authority);
        await secret(PASSWORD.secret, PASSWORD.key, 'not-so-secret');
      },
      firstRequests: async () => {
        // Of tenants that no case counts.
        for (const tenant of ['free', 'neighbour']) {
          await eventually(60, async () => expect((await ask(tenant)).status).toBe(200));
        }
      },
    });
  }, 400_000);

  afterAll(async () => {
    await door.close();
    await installation.remove();
  });

  appliesCleanly(installation, that);

  that('a budget per replica lets pass exactly its requests times the proxies', async () => {
    const answers = await many('replica', 150, 10);
    expect(statuses(answers)).toEqual({ 200: LIMITS.replica * PROXIES, 429: 150 - LIMITS.replica * PROXIES });
    for (const { headers } of refused(answers)) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    note(`retry-after ${refused(answers)[0]?.headers['retry-after']}`);
  });

  that('an exact budget lets pass exactly its requests, however many ask at once, and its neighbour all', async () => {
    const [answers, others] = await Promise.all([many('exact', 300, 8), many('neighbour', 100, 2)]);
    passed(answers, LIMITS.exact);
    passed(others, others.length);
    const [{ headers }] = refused(answers) as [HttpAnswer];
    note(`retry-after ${headers['retry-after']}, x-ratelimit-limit ${headers['x-ratelimit-limit']}`);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(86_400);
  });

  that("a budget of one model counts that model's requests alone, exactly and by proxy", async () => {
    passed(await many('by-model', 40, 5, 'chat'), LIMITS.model.exact);
    const code = LIMITS.model.replica * PROXIES;
    expect(statuses(await many('by-model', 60, 5, 'code'))).toEqual({ 200: code, 429: 60 - code });
  });

  that('what reaches no model is not counted', async () => {
    expect(statuses(await many('both', 30, 5, 'unknown'))).toEqual({ 404: 30 });
    const list = () =>
      (clients.get('both') as HttpClient).send({ path: '/v1/models', headers: { connection: 'close' } });
    expect(statuses(await inParallel(30, 5, list))).toEqual({ 200: 30 });
    passed(await many('both', 40, 5), LIMITS.both.exact);
  });

  that('without the limiter who has an exact budget gets 503 at once, and everybody else is answered', async () => {
    await scale(LIMITER, 0);
    await gone('rate-limiter');
    await eventually(20, async () => expect((await ask('neighbour')).status).toBe(503));
    const begin = performance.now();
    expect(statuses(await many('neighbour', 10, 1))).toEqual({ 503: 10 });
    const each = (performance.now() - begin) / 10;
    note(`${each.toFixed(0)} ms`);
    expect(each).toBeLessThan(1000);
    const free = await many('free', 10, 1);
    expect(statuses(free)).toEqual({ 200: 10 });
    expect(Object.keys(free[0]?.headers ?? {}).filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
    await scale(LIMITER, 2);
    await eventually(60, async () => expect(statuses(await many('neighbour', 10, 2))).toEqual({ 200: 10 }));
    expect(statuses(await many('exact', 10, 2))).toEqual({ 429: 10 });
  });

  that('without the store too, and it counts from zero when it is back', async () => {
    await scale(STORE, 0);
    await gone('counter-store');
    await eventually(20, async () => expect((await ask('neighbour')).status).toBe(503));
    const begin = performance.now();
    expect(statuses(await many('neighbour', 5, 1))).toEqual({ 503: 5 });
    const each = (performance.now() - begin) / 5;
    note(`${each.toFixed(0)} ms`);
    expect(each).toBeLessThan(3000);
    expect(statuses(await many('free', 10, 1))).toEqual({ 200: 10 });
    await scale(STORE, 1);
    await eventually(90, async () => expect(statuses(await many('neighbour', 10, 2))).toEqual({ 200: 10 }));
    passed(await many('exact', LIMITS.exact + 20, 5), LIMITS.exact);
  });
});

async function inParallel(count: number, parallel: number, ask: () => Promise<HttpAnswer>): Promise<HttpAnswer[]> {
  const answers: HttpAnswer[] = [];
  let begun = 0;
  const worker = async () => {
    while (begun++ < count) answers.push(await ask());
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return answers;
}

function statuses(answers: HttpAnswer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/**
 * Exactly so many requests were let pass, and all others refused. One that the limiter had no CPU for within its second
 * (503) may have been counted.
 */
function passed(answers: HttpAnswer[], limit: number): void {
  const { 200: within = 0, 429: above = 0, 503: lost = 0 } = statuses(answers);
  if (lost > 0) note(`${lost} of ${answers.length} not counted within a second`);
  if (lost > answers.length / 20) machineTooBusy(`${lost} of ${answers.length} were not counted within a second`);
  expect(within).toBeLessThanOrEqual(limit);
  expect(within).toBeGreaterThanOrEqual(limit - lost);
  expect(within + above + lost).toBe(answers.length);
}

function refused(answers: HttpAnswer[]): HttpAnswer[] {
  return answers.filter(({ status }) => status === 429);
}

async function secret(name: string, key: string, value: string): Promise<void> {
  await kubectl(['create', 'secret', 'generic', name, '-n', EDGE, `--from-literal=${key}=${value}`]);
}
