import type { Budgets } from '../../budgets';
import { globalRateLimit } from './global-rate-limit';
import { localRateLimit, UNLIMITED } from './local-rate-limit';
import { luaFilter } from './lua';

/** What holds requests to their budgets; nothing where there are none. What one proxy refuses, the limiter never counts. */
export function budgetFilters(budgets: Budgets): Record<string, unknown>[] {
  const limits = [...localRateLimit(budgets.hosts), ...globalRateLimit(budgets)];
  return limits.length === 0 ? [] : [retryAfter(), ...limits];
}

/**
 * Says when to come back, in the one header that clients honour, where a budget is used up (a server's own 429 knows
 * better). What the filters say in `x-ratelimit-*` stands there only now; what the one says of hosts without a budget of
 * its own goes: it always speaks last.
 */
function retryAfter(): Record<string, unknown> {
  return luaFilter('inference-gateway.retry-after', [
    'function envoy_on_response(handle)',
    '  local headers = handle:headers()',
    `  if string.match(headers:get("x-ratelimit-limit") or "", "${UNLIMITED}$") then`,
    '    for _, name in ipairs({"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"}) do',
    '      local others = string.match(headers:get(name) or "", "^(.*),[^,]*$")',
    '      if others == nil then headers:remove(name) else headers:replace(name, others) end',
    '    end',
    '  end',
    '  if headers:get(":status") ~= "429" or headers:get("retry-after") ~= nil then return end',
    '  local remaining = string.match(headers:get("x-ratelimit-remaining") or "", "%d+")',
    '  local reset = string.match(headers:get("x-ratelimit-reset") or "", "%d+")',
    '  if remaining == "0" and reset ~= nil then headers:add("retry-after", reset) end',
    'end',
  ]);
}
