import type { ObjectProps } from '../../private/object';
import type { ParallelLimitProps } from '../provider-renderer';
import type { DestinationRuleSpec } from './destination-rule';
import { inferencePoolService } from './inference-pool-service';

/**
 * What waits for an answer of a pool, counted by each proxy; streams count to their end. Above it Envoy answers 503 with the
 * flag UO at once, of which the local replies make 429.
 */
export function parallelLimit(limit: ParallelLimitProps): ObjectProps {
  const { poolName, namespace, clusterDomain, maxParallel } = limit;
  const spec: DestinationRuleSpec = {
    host: `${inferencePoolService(poolName)}.${namespace}.svc.${clusterDomain}`,
    // Counts HTTP/1.1 too, despite its name.
    trafficPolicy: { connectionPool: { http: { http2MaxRequests: maxParallel } } },
  };
  return { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', name: poolName, spec };
}
