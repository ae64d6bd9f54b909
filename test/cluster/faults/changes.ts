import { setTimeout as sleep } from 'node:timers/promises';
import { note } from '../report/recorder';
import type { DeclareFault } from './control';
import { recorded } from './load';
import type { Platform } from './platform';
import type { Seen } from './seen';

/** More requests at a time than the load has. */
const MANY = 100;
/** Time in which the last proxy has a new route. */
const KNOWN_MILLIS = 3000;

/** What the owners of a platform apply from day to day. */
export function changes(declare: DeclareFault, platform: Platform): void {
  const pods = () => platform.installation.pods();

  declare('restarts nothing when the same manifests are applied again', async () => {
    const before = await pods();
    const seen = await platform.load.during(async () => {
      await platform.change({});
      await sleep(KNOWN_MILLIS);
    });
    expect(await pods()).toEqual(before);
    seen.expectNothingLost();
  });

  declare('loses nothing while a pool grows from two to four and shrinks again', async () => {
    const seen = await platform.load.during(async () => {
      for (const chatReplicas of [4, 2]) {
        await platform.change({ chatReplicas });
        await platform.workload('chat').settled();
      }
    });
    expect(seen.byPod().size).toBeGreaterThan(6);
    seen.expectNothingLost();
  });

  declare(
    'loses a moment at most while a tenant gets a limit of requests at a time, and is rid of it again',
    async () => {
      const before = await pods();
      const seen = await platform.load.during(async () => {
        for (const maxParallel of [MANY, undefined]) {
          await platform.change({ maxParallel });
          await sleep(KNOWN_MILLIS);
        }
      });
      expect(await pods()).toEqual(before);
      // Istio makes the Service of an InferencePool when a route refers to it, and answers 500 for the route until then.
      const { from, to } = seen.disturbed;
      const moment = seen.lost.filter((one) => one.status === 500 && one.startedAt >= from && one.startedAt < to);
      note(`${moment.length} times 500`);
      expect(moment.length).toBeLessThan(seen.outcomes.length / 10);
      seen.expectLostOnly(moment);
    },
  );

  // The last canary that goes takes a filter of the listener with it, and what follows changes routes.
  let longStreams: Promise<Seen> | undefined;
  declare('loses nothing while the share of a canary becomes 0', async () => {
    longStreams = platform.load.longStreams();
    const seen = await platform.load.during(async () => {
      await platform.change({ canaryPercent: 0 });
      await sleep(KNOWN_MILLIS);
    });
    const [before, after] = [0, seen.disturbed.to].map((since, index, all) =>
      ofCanary(seen, since, all[index + 1] ?? Number.POSITIVE_INFINITY),
    );
    expect(before).toBeGreaterThan(0);
    expect(after).toBe(0);
    seen.expectNothingLost();
  });

  for (const newcomer of [
    { what: 'tenant', tenant: 'tenant-c', model: 'chat', newcomers: { tenant: true, model: false } },
    { what: 'model', tenant: 'tenant-a', model: 'new', newcomers: { tenant: true, model: true } },
  ]) {
    const { what, tenant, model, newcomers } = newcomer;
    declare(`loses nothing while a new ${what} is added, and restarts nothing`, async () => {
      const before = await pods();
      const seen = await platform.load.during(async () => {
        await platform.change({ newcomers });
        note(`answers ${await platform.answers(tenant, model)} s after the apply`);
      });
      expect(await pods()).toEqual(expect.arrayContaining(before));
      seen.expectNothingLost();
    });
  }

  declare('cuts no stream of a minute that was under way during these three changes', async () => {
    if (longStreams === undefined) throw new Error('no stream was begun');
    expect(recorded(await longStreams)).toMatchObject({ outcomes: { length: 4 }, lost: [] });
  });
}

/** Requests of a time that the canary answered. */
function ofCanary({ outcomes }: Seen, from: number, to: number): number {
  const during = outcomes.filter(({ startedAt }) => startedAt >= from && startedAt < to);
  return during.filter(({ headers }) => headers['x-inference-pod']?.startsWith('chat-next-')).length;
}
