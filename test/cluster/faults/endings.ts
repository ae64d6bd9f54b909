import { run } from '../kubectl';
import type { Seen } from './seen';
import type { Workload } from './workload';

/** Larger clusters know later than this one which server ends. */
const LEAST_SECONDS = 5;
const MOST_SECONDS = 170;

/** What they say when they are told to end: the simulator, and what takes vLLM's arguments in its place. */
const TOLD = /^(\S+) .*(shutdown signal received|vllm-shim: stopping)/im;

/** When the model servers of a pool are told to end, by their own logs: from then on vLLM answers 500 to what is new. */
export class Endings {
  /** Follows the logs of all its pods to their end. */
  public static async follow(workload: Workload): Promise<Endings> {
    const names = (await workload.pods()).map(({ metadata }) => metadata.name);
    const told = names.map(async (name) => [name, await toldAt(workload.namespace, name)] as const);
    const all = Promise.all(told);
    all.catch(() => {});
    return new Endings(all);
  }

  private constructor(private readonly told: Promise<(readonly [pod: string, at: number])[]>) {}

  /**
   * Fails if a server was told to end soon after a request; returns the shortest time between the two, in seconds.
   *
   * @param began the time of day, in milliseconds, at which the load began
   */
  public async expectUnasked(seen: Seen, began: number): Promise<number> {
    const byPod = seen.byPod();
    const reserves = (await this.told).map(([pod, at]) => {
      const requests = (byPod.get(pod) ?? []).map(({ startedAt }) => began + startedAt);
      return { pod, seconds: (at - Math.max(...requests)) / 1000 };
    });
    const early = reserves.filter(({ seconds }) => seconds < LEAST_SECONDS);
    if (early.length > 0) {
      const each = early.map(({ pod, seconds }) => `${pod} ${seconds.toFixed(1)} s`);
      throw new Error(
        [
          `servers were told to end less than ${LEAST_SECONDS} s after a request: ${each.join(', ')}:`,
          'a vLLM that drains answers 500, which no proxy tries again: what it is sent until the picker knows is lost',
        ].join('\n'),
      );
    }
    return Math.min(...reserves.map(({ seconds }) => seconds));
  }
}

async function toldAt(namespace: string, pod: string): Promise<number> {
  const follow = ['logs', '-f', '--timestamps', '--since=1s', pod, '-n', namespace];
  const { stdout } = await run('kubectl', follow, { seconds: MOST_SECONDS });
  const [, time] = TOLD.exec(stdout) ?? [];
  if (time === undefined) throw new Error(`the log of ${pod} does not say when it was told to end`);
  return Date.parse(time);
}
