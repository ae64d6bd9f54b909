import { wholeNumber } from '../private/numbers';

/** How many requests of one tenant a proxy passes to one pool at a time. */
export interface ParallelLimit {
  readonly tenant: string;
  readonly maxParallel: number;
}

/**
 * The limit of some requests, if they have one.
 *
 * @throws if the number is out of its range, or if the requests are of no tenant
 */
export function parallelLimit(
  route: string,
  tenant: string | undefined,
  maxParallel: number | undefined,
): ParallelLimit | undefined {
  if (maxParallel === undefined) return undefined;
  if (tenant === undefined) {
    throw new Error(
      `'maxParallel' (${maxParallel}) of route '${route}' is counted by tenant, but the route is for everybody: make it a TenantRoute, or leave it out`,
    );
  }
  return { tenant, maxParallel: wholeNumber('maxParallel', maxParallel, 1, 1_000_000, 'write 8') };
}
