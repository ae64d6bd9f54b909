import type { Budgets } from '../../budgets';
import { globalRateLimit } from './global-rate-limit';
import { localRateLimit } from './local-rate-limit';
import { luaFilter } from './lua';

/** What holds requests to their budgets; nothing where there are none. What one proxy refuses, the limiter never counts. */
export function budgetFilters(budgets: Budgets): Record<string, unknown>[] {
  const limits = [...localRateLimit(budgets.hosts), ...globalRateLimit(budgets)];
  return limits.length === 0 ? [] : [retryAfter(), ...limits];
}

/** Says when to come back, in the one header that clients honour: the filters say it in another, which they add later. */
function retryAfter(): Record<string, unknown> {
  return luaFilter('inference-gateway.retry-after', [
    'function envoy_on_response(handle)',
    '  local headers = handle:headers()',
    '  local reset = headers:get("x-ratelimit-reset")',
    '  if headers:get(":status") == "429" and reset ~= nil and headers:get("retry-after") == nil then',
    '    headers:add("retry-after", reset)',
    '  end',
    'end',
  ]);
}
