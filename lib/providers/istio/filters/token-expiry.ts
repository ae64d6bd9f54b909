import { luaFilter } from './lua';

/** Refuses a token that says no end, which Envoy takes for one that lives for ever. */
export function tokenExpiry(): Record<string, unknown> {
  return luaFilter('inference-gateway.token-expiry', [
    'function envoy_on_request(handle)',
    '  local token = handle:streamInfo():dynamicMetadata():get("envoy.filters.http.jwt_authn")',
    '  if token == nil or token["payload"] == nil or token["payload"]["exp"] ~= nil then return end',
    '  handle:respond({[":status"] = "401"}, "Jwt has no expiry")',
    'end',
  ]);
}
