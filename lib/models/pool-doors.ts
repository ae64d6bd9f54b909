import { type ParallelLimit, parallelLimit } from '../limits/parallel-limit';
import type { PoolTraffic } from './model-pool-protocol';

/** Of a Service, which implementations make for an InferencePool. */
const MAX_NAME = 63;

/** Name of the InferencePool through which requests reach a pool: a tenant with a limit has one of its own. */
export function doorName(poolName: string, limit: ParallelLimit | undefined): string {
  return limit === undefined ? poolName : `${poolName}-for-${limit.tenant}`;
}

/** An InferencePool that leads to a pool, and the limit of those who come through it. */
export interface Door {
  readonly name: string;
  readonly limit?: ParallelLimit;
}

/** The InferencePools that lead to one pool, and the namespaces whose routes use them. */
export class PoolDoors {
  private readonly tenants = new Map<string, { readonly route: string; readonly limit?: ParallelLimit }>();
  private readonly names = new Map<string, Set<string>>();

  constructor(private readonly pool: string) {}

  /**
   * Takes the traffic of a route in, and tells through which door it comes.
   *
   * @throws if another route of the same tenant has another limit here, or if the names are too long for a door of its own
   */
  public add({ route, namespace, tenant, maxParallel }: PoolTraffic): Door {
    const limit = parallelLimit(route, tenant, maxParallel);
    if (tenant !== undefined) {
      const other = this.tenants.get(tenant);
      if (other !== undefined && other.limit?.maxParallel !== maxParallel) {
        throw new Error(
          `'maxParallel' (${maxParallel ?? 'none'}) of route '${route}' is ${other.limit?.maxParallel ?? 'none'} at route '${other.route}' of the same tenant '${tenant}' on pool '${this.pool}': write the same at both, which count together`,
        );
      }
      this.tenants.set(tenant, { route, limit });
    }
    const name = doorName(this.pool, limit);
    if (limit !== undefined && name.length > MAX_NAME) {
      throw new Error(
        `'maxParallel' (${maxParallel}) of route '${route}' needs an InferencePool '${name}' of ${name.length} characters, but ${MAX_NAME} fit: give the pool a shorter 'name', or the TenantRoute a shorter 'tenant'`,
      );
    }
    const names = this.names.get(namespace) ?? new Set<string>();
    this.names.set(namespace, names.add(name));
    return { name, limit };
  }

  /** Limits of tenants, each once. */
  public get limits(): ParallelLimit[] {
    return [...this.tenants.values()].flatMap(({ limit }) => limit ?? []);
  }

  /** InferencePools that the routes of a namespace may refer to: with a limit, not the one that has none. */
  public namesFor(namespace: string): string[] {
    return [...(this.names.get(namespace) ?? [])];
  }
}
