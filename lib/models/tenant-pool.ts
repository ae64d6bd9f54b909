import type { IConstruct } from 'constructs';
import { Cluster } from '../cluster';
import type { ParallelLimit } from '../limits/parallel-limit';
import type { ObjectProps } from '../private/object';
import { type InferencePoolManifestProps, inferencePoolManifest } from './inference-pool';
import { doorName } from './pool-doors';

/** A tenant's own door to a pool. */
export interface TenantPoolProps extends Omit<InferencePoolManifestProps, 'name'> {
  readonly poolName: string;
  readonly namespace: string;
  readonly limit: ParallelLimit;
}

/** The two objects of a tenant's own door. */
export interface TenantPool {
  readonly inferencePool: ObjectProps;
  readonly parallelLimit: ObjectProps;
}

/**
 * A second InferencePool before the servers and the picker of a pool, for one tenant with `maxParallel`: proxies count the
 * requests that wait for their answers by InferencePool.
 */
export function tenantPool(scope: IConstruct, props: TenantPoolProps): TenantPool {
  const { namespace, limit } = props;
  const { maxParallel } = limit;
  const { provider, clusterDomain } = Cluster.of(scope);
  const name = doorName(props.poolName, limit);
  return {
    inferencePool: inferencePoolManifest({ ...props, name }),
    parallelLimit: provider._renderer.parallelLimit({ poolName: name, namespace, clusterDomain, maxParallel }),
  };
}
