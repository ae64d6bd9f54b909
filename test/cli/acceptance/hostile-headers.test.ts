import { hostileHeaders } from '../../../cli/acceptance/checks/hostile-headers';
import {
  CANARY_DRAW_HEADER,
  INTERNAL_HEADERS,
  INTERNAL_PREFIXES,
  isReserved,
} from '../../../lib/gateway/reserved-headers';

test('every header that the gateway keeps to itself is tried, and no other', () => {
  const names = hostileHeaders('other').map(([name]) => name.toLowerCase());
  expect(names.filter((name) => !isReserved(name))).toEqual([]);
  const kept = [...INTERNAL_HEADERS, CANARY_DRAW_HEADER];
  expect(kept.filter((name) => !names.includes(name))).toEqual([]);
  expect(INTERNAL_PREFIXES.filter((prefix) => !names.some((name) => name.startsWith(prefix)))).toEqual([]);
});
