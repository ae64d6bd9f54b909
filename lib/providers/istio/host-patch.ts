import { DECISION_HEADER, FAIRNESS_HEADER } from '../../gateway/reserved-headers';
import type { HostOfCallers } from '../provider-renderer';
import { type EnvoyPatch, virtualHostPatch } from './envoy-filter';
import { ADMITTED_FILTER } from './filters/admitted';
import { headerMutationOf, set } from './filters/header-mutation';
import { IDENTITY_FILTER } from './filters/identity';

/** What a hostname says of its requests. Those of a tenant's are the tenant's: whoever else asks there has been refused. */
export function hostPatch({ hostname, port, tenant }: HostOfCallers): EnvoyPatch {
  const identity =
    tenant === undefined
      ? {}
      : headerMutationOf(IDENTITY_FILTER, { request_mutations: [set(FAIRNESS_HEADER, tenant)] });
  const admitted = headerMutationOf(ADMITTED_FILTER, { request_mutations: [set(DECISION_HEADER, 'allowed')] });
  return virtualHostPatch({ hostname, port }, { typed_per_filter_config: { ...identity, ...admitted } });
}
