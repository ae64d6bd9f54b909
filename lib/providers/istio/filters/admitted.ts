import { DECISION_HEADER } from '../../../gateway/reserved-headers';
import { headerMutation, set } from './header-mutation';

/** Says, for the access log, that nothing has refused the request: the last filter in front of the picker. */
export function admitted(): Record<string, unknown> {
  return headerMutation('inference-gateway.admitted', { request_mutations: [set(DECISION_HEADER, 'allowed')] });
}
