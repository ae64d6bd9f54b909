import { burst } from '../../../cli/traffic/burst';
import { completion, streamed } from '../../../cli/traffic/exchange';
import { SteadyLoad, steady } from '../../../cli/traffic/steady';
import { DONE, LocalServer } from './local-server';

/** Answers each request after so many milliseconds, and counts how many wait. */
async function slow(milliseconds: number) {
  const seen = { requests: 0, most: 0 };
  let waiting = 0;
  const server = await LocalServer.start((_, response) => {
    seen.requests += 1;
    waiting += 1;
    seen.most = Math.max(seen.most, waiting);
    setTimeout(() => {
      waiting -= 1;
      response.end(DONE);
    }, milliseconds).unref();
  });
  return { destination: server.destination(), seen };
}

test('a burst sends everything, so many at a time', async () => {
  const { destination, seen } = await slow(20);
  const told: number[] = [];
  const outcomes = await burst(destination, Array(12).fill(completion('chat')), {
    parallel: 4,
    onOutcome: ({ status }) => told.push(status),
  });
  expect(outcomes.map(({ ok }) => ok)).toEqual(Array(12).fill(true));
  expect(seen).toEqual({ requests: 12, most: 4 });
  expect(told).toHaveLength(12);
});

test('a burst that is ended sends nothing more', async () => {
  const { destination, seen } = await slow(10_000);
  const outcomes = await burst(destination, Array(12).fill(completion('chat')), {
    parallel: 2,
    signal: AbortSignal.timeout(100),
  });
  expect(outcomes.map(({ error }) => error)).toEqual(['ended by the caller', 'ended by the caller']);
  expect(seen.requests).toBeLessThanOrEqual(2);
});

test('steady load does not wait for answers, and ends by itself with the last of them', async () => {
  const { destination, seen } = await slow(300);
  const kinds = [completion('chat'), streamed('chat')];
  const outcomes = await steady(destination, {
    perSecond: 50,
    seconds: 0.2,
    next: (index) => kinds[index % 2] ?? kinds[0],
  });
  expect(outcomes.map(({ ok }) => ok)).toEqual(Array(10).fill(true));
  expect(outcomes.filter(({ kind }) => kind === 'stream')).toHaveLength(5);
  expect(seen.requests).toBe(10);
  expect(seen.most).toBeGreaterThan(3);
  const last = Math.max(...outcomes.map(({ startedAt }) => startedAt));
  expect(last).toBeGreaterThan(150);
});

test('steady load that is stopped waits for what is under way', async () => {
  const { destination } = await slow(200);
  const load = SteadyLoad.start(destination, { perSecond: 100, seconds: 60, next: () => completion('chat') });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(load.soFar).toEqual([]);
  const elapsed = load.elapsedMs;
  const outcomes = await load.stop();
  expect(outcomes.length).toBeGreaterThan(3);
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  expect(outcomes.every(({ startedAt }) => startedAt <= elapsed)).toBe(true);
  expect(await load.ended).toBe(outcomes);
});

test('steady load that is aborted ends what is under way too', async () => {
  const { destination } = await slow(10_000);
  const outcomes = await steady(destination, {
    ...{ perSecond: 20, seconds: 60, next: () => completion('chat') },
    signal: AbortSignal.timeout(100),
  });
  expect(outcomes.length).toBeGreaterThan(0);
  expect(new Set(outcomes.map(({ error }) => error))).toEqual(new Set(['ended by the caller']));
});

test('requests beyond what may be under way count as failed, unsent', async () => {
  const { destination, seen } = await slow(1000);
  const outcomes = await steady(destination, {
    ...{ perSecond: 100, seconds: 0.1, next: () => completion('chat') },
    mostUnderWay: 4,
  });
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(4);
  expect(outcomes.filter(({ error }) => error === 'not sent: 4 requests are under way')).toHaveLength(6);
  expect(seen.requests).toBe(4);
});
