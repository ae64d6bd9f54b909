import { CANARY_DRAW_HEADER } from '../../../gateway/reserved-headers';
import { luaFilter } from './lua';

/** Draws a number from 0 to 99 for each request, in place of any that the client sent. */
export function canaryDraw(): Record<string, unknown> {
  return luaFilter('inference-gateway.canary-draw', [
    'function envoy_on_request(handle)',
    '  local headers = handle:headers()',
    `  headers:remove("${CANARY_DRAW_HEADER}")`,
    `  headers:add("${CANARY_DRAW_HEADER}", tostring(math.random(0, 99)))`,
    'end',
  ]);
}
