import { FAIRNESS_HEADER, OBJECTIVE_HEADER } from '../../../gateway/reserved-headers';
import type { TenantHost } from '../../provider-renderer';
import type { EnvoyPatch } from '../envoy-filter';
import { headerMutation, headerMutationOf, set } from './header-mutation';

/** Name of the filter: what hosts and rules say of it must carry the same name. */
export const IDENTITY_FILTER = 'inference-gateway.identity';

/**
 * Tells the picker who asks: after the body router, so that host and rule of the request are known, and in front of the
 * picker, which reads it. By itself it says nothing; each host of a tenant does.
 */
export function identity(): Record<string, unknown> {
  return headerMutation(IDENTITY_FILTER, { request_mutations: [] });
}

/** How urgent the requests of a rule are: the picker knows what the name is worth. */
export function objectiveOf(objective: string): Record<string, unknown> {
  return headerMutationOf(IDENTITY_FILTER, { request_mutations: [set(OBJECTIVE_HEADER, objective)] });
}

/** What reaches a tenant's hostname is the tenant's: whoever else asks there has been refused before. */
export function tenantHost({ hostname, port, tenant }: TenantHost): EnvoyPatch {
  return {
    applyTo: 'VIRTUAL_HOST',
    match: { context: 'GATEWAY', routeConfiguration: { vhost: { name: `${hostname}:${port}` } } },
    patch: {
      operation: 'MERGE',
      value: {
        typed_per_filter_config: headerMutationOf(IDENTITY_FILTER, {
          request_mutations: [set(FAIRNESS_HEADER, tenant)],
        }),
      },
    },
  };
}
