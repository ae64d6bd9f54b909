import { dnsLabel } from '../private/names';
import { wholeNumber } from '../private/numbers';

/**
 * Who is served first while a pool is full: all that waits with a higher priority goes before anything with a lower one.
 * Tenants of the same priority take turns. A pool with free room serves everybody at once.
 */
export class Priority {
  /** -10: may wait only while few others do, and is refused with 429 beyond that. For work that is tried again. */
  public static readonly SHEDDABLE = Priority.of('sheddable', -10);
  /** 0: what requests have that say nothing else. */
  public static readonly DEFAULT = Priority.of('default', 0);
  /** 10: goes before all others of these. */
  public static readonly HIGH = Priority.of('high', 10);

  /**
   * Another priority.
   *
   * @param name a DNS label, unique in a pool
   * @param value higher goes first; below 0, requests are refused once a few of them wait
   * @throws if the value is not whole or beyond 1,000,000
   */
  public static of(name: string, value: number): Priority {
    dnsLabel('priority', name);
    return new Priority(name, wholeNumber('priority', value, -1_000_000, 1_000_000, 'write 10 for a higher one'));
  }

  private constructor(
    /** Name of the priority. */
    public readonly name: string,
    /** Higher goes first. */
    public readonly value: number,
  ) {}
}
