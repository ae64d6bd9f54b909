import { headerMutation } from './header-mutation';

/** Name of the filter: what hosts say of it must carry the same name. */
export const ADMITTED_FILTER = 'inference-gateway.admitted';

/**
 * Has the host of a request say, for the access log, that nothing has refused it: the last filter in front of the picker.
 * Where no route matches there is no host, so that a model which is not on a tenant's list stays refused.
 */
export function admitted(): Record<string, unknown> {
  return headerMutation(ADMITTED_FILTER, {});
}
