import { setTimeout as sleep } from 'node:timers/promises';
import { burst } from '../../../cli/traffic/burst';
import { Destination } from '../../../cli/traffic/destination';
import { completion, type Exchange, streamed } from '../../../cli/traffic/exchange';
import { SteadyLoad } from '../../../cli/traffic/steady';
import { recordRequests } from '../report/recorder';
import { hostOf, LONGEST } from './program';
import { Seen } from './seen';

const PER_SECOND = 20;
const DENSE_PER_SECOND = 60;
/** Streams of three and of five seconds are under way before anything happens. */
const LEAD_MILLIS = 4000;
/** What is lost late, such as by an address that is forgotten too late, is still seen. */
const TAIL_MILLIS = 2000;
const MOST_SECONDS = 300;
/** At ten a second. */
const LONG_TOKENS = 600;

/** Each tenant and model, in turn a whole answer and a stream. */
const MIX: readonly Exchange[] = [
  ...mixed('tenant-a', 'chat', 30),
  ...mixed('tenant-b', 'code', 50),
  ...mixed('tenant-b', 'chat', 30),
  ...mixed('tenant-a', 'chat', 50),
];

/** Steady load on the platform: 20 requests a second, half of them streams of several seconds, whatever becomes of them. */
export class Load {
  /** @param address host and port of the gateway, the same for all tenants */
  public constructor(private readonly address: string) {}

  /** Sends streams of a minute at once; returns what becomes of them, for another case to record. */
  public async longStreams(): Promise<Seen> {
    const destination = new Destination({ origin: `http://${hostOf('tenant-a')}`, address: this.address });
    const exchanges = ['chat', 'code', 'chat', 'code'].map((model) => streamed(model, LONG_TOKENS));
    try {
      const outcomes = await burst(destination, exchanges, {
        parallel: exchanges.length,
        limitMs: LONGEST.toMilliseconds(),
      });
      return new Seen(outcomes, { from: 0, to: 0 });
    } finally {
      destination.close();
    }
  }

  /**
   * Sends until something is done, and a moment longer; then waits for the last answer.
   *
   * @param disturb is given a clock: milliseconds since the load began
   * @param dense a model that gets three times as many requests besides, all of them short: a pod that ends refuses requests
   *   for a fraction of a second, which steady load alone may miss
   */
  public async during(disturb: (clock: () => number) => Promise<void>, dense?: string): Promise<Seen> {
    const destination = new Destination({ origin: `http://${hostOf('tenant-a')}`, address: this.address });
    const next = (index: number) => MIX[index % MIX.length] as Exchange;
    const start = (perSecond: number, each: (index: number) => Exchange) =>
      SteadyLoad.start(destination, { perSecond, seconds: MOST_SECONDS, next: each });
    const load = start(PER_SECOND, next);
    const loads = [load, ...(dense === undefined ? [] : [start(DENSE_PER_SECOND, () => completion(dense, 1))])];
    const stop = () => Promise.all(loads.map((one) => one.stop()));
    try {
      await sleep(LEAD_MILLIS);
      const from = load.elapsedMs;
      await disturb(() => load.elapsedMs);
      const to = load.elapsedMs;
      await sleep(TAIL_MILLIS);
      return recorded(new Seen((await stop()).flat(), { from, to }));
    } finally {
      await stop();
      destination.close();
    }
  }
}

function mixed(tenant: string, model: string, tokens: number): Exchange[] {
  const headers = { host: hostOf(tenant) };
  return [completion(model, 2, headers), streamed(model, tokens, headers)];
}

/** Adds what was seen to the requests of the running test. */
export function recorded(seen: Seen): Seen {
  const { outcomes, lost } = seen;
  const answers = outcomes.filter(({ ok, kind }) => ok && kind === 'short');
  recordRequests({
    requests: outcomes.length,
    failed: lost.length,
    cut: lost.filter(({ cut }) => cut).length,
    milliseconds: answers.map(({ totalMs }) => totalMs),
  });
  return seen;
}
