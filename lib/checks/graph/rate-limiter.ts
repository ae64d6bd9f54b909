import type { Container } from './container';
import type { Workload } from './workload';

/** The container of a workload that runs envoyproxy/ratelimit, by its image. */
export function rateLimiterIn({ containers }: Workload): Container | undefined {
  return containers.find(({ imageName }) => imageName === 'ratelimit');
}
