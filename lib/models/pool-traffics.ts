import type { Priority } from '../tenants/priority';
import type { PoolTraffic } from './model-pool-protocol';
import type { PickerQueue } from './picker/picker-queue';

/** Longer waits only hide that something is wrong: with no model server at all, every request waits so long. */
const LONGEST_WAIT_SECONDS = 60;

/** Who sends requests to a pool, and how urgent they are. */
export class PoolTraffics {
  private readonly tenants = new Set<string>();
  private readonly byName = new Map<string, Priority>();
  private shortest = Number.POSITIVE_INFINITY;

  constructor(private readonly pool: string) {}

  /**
   * Takes the traffic of a route in.
   *
   * @throws if a priority has another value under the same name
   */
  public add({ route, tenant, priority, request }: PoolTraffic): void {
    // What belongs to no tenant is one flow to the picker.
    this.tenants.add(tenant ?? '');
    this.shortest = Math.min(this.shortest, request.toSeconds());
    if (priority === undefined) return;
    const other = this.byName.get(priority.name);
    if (other !== undefined && other.value !== priority.value) {
      throw new Error(
        `'priority' (${priority.name}, ${priority.value}) of route '${route}' is ${other.value} on pool '${this.pool}' already: give one of them another name, or both the same value`,
      );
    }
    this.byName.set(priority.name, priority);
  }

  /** Priorities of requests, each once. */
  public get priorities(): Priority[] {
    return [...this.byName.values()];
  }

  /** How requests wait, where it matters who goes first; half of the time of an answer is left for the answer. */
  public get queue(): PickerQueue | undefined {
    if (this.byName.size === 0 && this.tenants.size < 2) return undefined;
    return {
      priorities: this.priorities.map(({ value }) => value),
      requestSeconds: this.shortest,
      timeoutSeconds: Math.max(1, Math.min(LONGEST_WAIT_SECONDS, Math.floor(this.shortest / 2))),
    };
  }
}
