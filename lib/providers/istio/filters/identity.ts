import { FAIRNESS_HEADER, OBJECTIVE_HEADER } from '../../../gateway/reserved-headers';
import { PROOF_HEADERS, type Way } from '../../../identity/way';
import { KEY_TENANT_HEADER } from './api-keys';
import { headerMutation, headerMutationOf, type Mutation, set } from './header-mutation';

/** Name of the filter: what hosts and rules say of it must carry the same name. */
export const IDENTITY_FILTER = 'inference-gateway.identity';

/**
 * Tells the picker who asks: after the body router, so that host and rule of the request are known, and in front of the
 * picker, which reads it. Each host of a tenant says it; elsewhere it is what the caller has proved. No proof goes further
 * than here.
 */
export function identity(ways: readonly Way[]): Record<string, unknown> {
  if (ways.length === 0) return headerMutation(IDENTITY_FILTER, {});
  return headerMutation(IDENTITY_FILTER, { request_mutations: [...ways.flatMap(proven), { remove: 'authorization' }] });
}

/** How urgent the requests of a rule are: the picker knows what the name is worth. */
export function objectiveOf(objective: string): Record<string, unknown> {
  return headerMutationOf(IDENTITY_FILTER, { request_mutations: [set(OBJECTIVE_HEADER, objective)] });
}

/** Tokens set the header by themselves, as one of their claims. */
function proven({ kind }: Way): Mutation[] {
  if (kind === 'jwt') return [];
  const value = `%REQ(${kind === 'apiKeys' ? KEY_TENANT_HEADER : PROOF_HEADERS[kind]})%`;
  return [{ append: { header: { key: FAIRNESS_HEADER, value }, append_action: 'ADD_IF_ABSENT' } }];
}
