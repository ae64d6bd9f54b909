import { CANARY_DRAW_HEADER } from '../../gateway/reserved-headers';

/** Draws a number from 0 to 99 for each request, in place of any that the client sent. */
export function canaryDraw(): Record<string, unknown> {
  const lua = [
    'function envoy_on_request(handle)',
    '  local headers = handle:headers()',
    `  headers:remove("${CANARY_DRAW_HEADER}")`,
    `  headers:add("${CANARY_DRAW_HEADER}", tostring(math.random(0, 99)))`,
    'end',
    '',
  ].join('\n');
  return {
    name: 'inference-gateway.canary-draw',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
      default_source_code: { inline_string: lua },
    },
  };
}
