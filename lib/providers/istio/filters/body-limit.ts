import { luaFilter } from './lua';

/**
 * Refuses bodies by their announced length before router and picker hold them in memory: one body of 100 MiB ends a
 * picker. Envoy's buffer filter would do that too, but breaks the picker from 4 MiB on.
 */
export function bodyLimit(maxBytes: number): Record<string, unknown> {
  return luaFilter('inference-gateway.body-limit', [
    'function envoy_on_request(handle)',
    '  local method = handle:headers():get(":method")',
    '  if method == "GET" or method == "HEAD" or method == "OPTIONS" then return end',
    '  local length = tonumber(handle:headers():get("content-length") or "")',
    '  if length == nil then',
    '    handle:respond({[":status"] = "411"}, "The body has no Content-Length.")',
    `  elseif length > ${maxBytes} then`,
    `    handle:respond({[":status"] = "413"}, "The body has more than ${maxBytes} bytes.")`,
    '  end',
    'end',
  ]);
}
