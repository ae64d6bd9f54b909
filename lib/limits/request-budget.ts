import { Duration } from 'cdk8s';
import type { IModelPool } from '../models/model-pool-protocol';
import { wholeSeconds } from '../private/durations';
import { wholeNumber } from '../private/numbers';

/** Windows that the rate limiter counts in, by their seconds. */
const WINDOWS: ReadonlyMap<number, string> = new Map([
  [1, 'second'],
  [60, 'minute'],
  [3600, 'hour'],
  [86_400, 'day'],
]);
const DAY = 86_400;
/** More would be no limit, and the limiter counts in 32 bits. */
const MOST = 1_000_000_000;

/**
 * How many requests a tenant may make in a period. It counts requests, whatever they cost: tokens are `TokenBudget`'s,
 * and the pods of a namespace are `NamespaceQuota`'s. A request above it gets 429 with `retry-after`.
 */
export class RequestBudget {
  /**
   * Counted by each proxy for itself, without any further program. Each proxy has a bucket of so many requests, which
   * fills evenly: all of it once per period. So a tenant has `requests` times the gateway's `replicas` where its
   * connections spread over them, `requests` alone on one connection, and after a rest the whole bucket at once.
   *
   * @param requests that one proxy lets pass in the period
   * @param period of whole seconds, up to a day
   * @throws if a number is out of its range
   */
  public static perReplica(requests: number, period: Duration): RequestBudget {
    const seconds = wholeSeconds('period', period, 'Duration.minutes(1)');
    if (seconds > DAY) {
      throw new Error(`'period' (${seconds}s) must not be longer than a day: write Duration.days(1)`);
    }
    return new RequestBudget(checked(requests), Duration.seconds(seconds), false);
  }

  /**
   * Counted for all proxies together, by the gateway's `rateLimiter`. Windows are fixed, as clocks have them: one of a
   * minute begins with each minute, so that around its boundary twice the requests may pass.
   *
   * @param requests that the gateway lets pass in the period
   * @param period exactly a second, a minute, an hour or a day
   * @throws if the period is another, or if the number is out of its range
   */
  public static exact(requests: number, period: Duration): RequestBudget {
    const seconds = period.toSeconds({ integral: false });
    if (!WINDOWS.has(seconds)) {
      throw new Error(
        `'period' (${seconds}s) of an exact budget must be a second, a minute, an hour or a day, which the rate limiter counts in: write Duration.minutes(1)`,
      );
    }
    return new RequestBudget(checked(requests), Duration.seconds(seconds), true);
  }

  private constructor(
    /** Requests in one period. */
    public readonly requests: number,
    /** Time in which so many may be made. */
    public readonly period: Duration,
    /** Whether it is counted for all proxies together, and not by each for itself. */
    public readonly isExact: boolean,
    /** Model that alone is counted, with its adapters; without one, all models together. */
    public readonly modelName?: string,
  ) {}

  /**
   * The same for one model of the tenant, with its adapters: beside a budget for all models, or instead of one. The tenant's
   * route must offer the model by its name.
   */
  public forModel(pool: IModelPool): RequestBudget {
    return new RequestBudget(this.requests, this.period, this.isExact, pool.modelName);
  }

  /** What the rate limiter calls the period; the seconds of any other. */
  public get window(): string {
    const seconds = this.period.toSeconds();
    return WINDOWS.get(seconds) ?? `${seconds}s`;
  }
}

function checked(requests: number): number {
  return wholeNumber('requests', requests, 1, MOST, 'write the number of requests, such as 600');
}

/**
 * Checks that no two budgets of a tenant count the same.
 *
 * @throws if two have the same period and kind
 */
export function checkBudgets(route: string, budgets: RequestBudget[]): void {
  const seen = new Set<string>();
  for (const { isExact, window, period, modelName = '' } of budgets) {
    const key = `${isExact} ${window} ${modelName}`;
    if (seen.has(key)) {
      const what = modelName === '' ? '' : ` for model '${modelName}'`;
      throw new Error(
        `'budgets' of route '${route}' has two ${isExact ? 'exact ones' : 'per replica'} of ${period.toSeconds()}s${what}: leave one out`,
      );
    }
    seen.add(key);
  }
}
