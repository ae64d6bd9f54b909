import { DECISION_HEADER, INTERNAL_HEADERS, INTERNAL_PREFIXES } from '../../../gateway/reserved-headers';
import { headerMutation, set } from './header-mutation';

/** Removes what only gateway, router and picker may say; route filters would run too late for that. */
export function headerHygiene(): Record<string, unknown> {
  return headerMutation('inference-gateway.header-hygiene', {
    request_mutations: [
      ...INTERNAL_PREFIXES.map((prefix) => ({ remove_on_match: { key_matcher: { prefix, ignore_case: true } } })),
      ...INTERNAL_HEADERS.map((header) => ({ remove: header })),
      // Until the last of our filters says otherwise.
      set(DECISION_HEADER, 'refused'),
    ],
    response_mutations: [{ remove: 'x-went-into-resp-headers' }],
  });
}
