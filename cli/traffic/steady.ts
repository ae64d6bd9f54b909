import { type AttemptOptions, attempt } from './attempt';
import type { Destination } from './destination';
import type { Exchange } from './exchange';
import type { Outcome } from './outcome';

/** How steady load is sent. */
export interface SteadyOptions extends Omit<AttemptOptions, 'begin'> {
  /** Requests that begin in a second, whatever became of those before. */
  readonly perSecond: number;
  /** No request begins after so many seconds. */
  readonly seconds: number;
  /** The request with this number. */
  readonly next: (index: number) => Exchange;
  /**
   * With so many requests under way, further ones are not sent but count as failed.
   *
   * @default 1000
   */
  readonly mostUnderWay?: number;
  /** Told of each outcome. */
  readonly onOutcome?: (outcome: Outcome) => void;
}

/** Load that goes on until it is stopped, or its time is over. */
export class SteadyLoad {
  /** Begins at once. */
  public static start(destination: Destination, options: SteadyOptions): SteadyLoad {
    return new SteadyLoad(destination, options);
  }

  /** All outcomes, once the last request has ended. */
  public readonly ended: Promise<Outcome[]>;
  private readonly begin = performance.now();
  private readonly outcomes: Outcome[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private sent = 0;
  private timer?: NodeJS.Timeout;
  private finish: () => void = () => {};

  private constructor(
    private readonly destination: Destination,
    private readonly options: SteadyOptions,
  ) {
    const last = new Promise<void>((resolve) => {
      this.finish = resolve;
    });
    this.ended = last.then(async () => {
      await Promise.all(this.underWay);
      return this.outcomes;
    });
    options.signal?.addEventListener('abort', () => this.sendNoMore(), { once: true });
    this.sendDue();
  }

  /** Milliseconds since it began: what `startedAt` of outcomes is compared with. */
  public get elapsedMs(): number {
    return performance.now() - this.begin;
  }

  /** Outcomes so far. */
  public get soFar(): readonly Outcome[] {
    return this.outcomes;
  }

  /** Begins no further request, and waits for those under way. */
  public stop(): Promise<Outcome[]> {
    this.sendNoMore();
    return this.ended;
  }

  /** Sends what is due, also what became due while this process was busy. */
  private sendDue(): void {
    const { perSecond, seconds, signal } = this.options;
    const total = Math.floor(perSecond * seconds);
    const due = Math.min(total, Math.floor((this.elapsedMs * perSecond) / 1000) + 1);
    while (this.sent < due && !signal?.aborted) this.send(this.sent++);
    if (this.sent >= total || signal?.aborted) this.sendNoMore();
    else this.timer = setTimeout(() => this.sendDue(), (this.sent * 1000) / perSecond - this.elapsedMs);
  }

  private send(index: number): void {
    const { next, mostUnderWay = 1000, limitMs, signal, onOutcome } = this.options;
    const exchange = next(index);
    const keep = (outcome: Outcome) => {
      this.outcomes.push(outcome);
      onOutcome?.(outcome);
    };
    if (this.underWay.size >= mostUnderWay) {
      keep(unsent(exchange, this.elapsedMs, mostUnderWay));
      return;
    }
    const under = attempt(this.destination, exchange, { begin: this.begin, limitMs, signal }).then((outcome) => {
      this.underWay.delete(under);
      keep(outcome);
    });
    this.underWay.add(under);
  }

  private sendNoMore(): void {
    clearTimeout(this.timer);
    this.sent = Number.POSITIVE_INFINITY;
    this.finish();
  }
}

/** Sends steady load for its whole time. */
export function steady(destination: Destination, options: SteadyOptions): Promise<Outcome[]> {
  return SteadyLoad.start(destination, options).ended;
}

function unsent({ kind, method, path, model }: Exchange, startedAt: number, underWay: number): Outcome {
  return {
    ...{ kind, method, path, model, startedAt },
    ...{ status: 0, ok: false, complete: false, cut: false },
    ...{ firstByteMs: 0, totalMs: 0, eventsMs: [], headers: {} },
    error: `not sent: ${underWay} requests are under way`,
  };
}
