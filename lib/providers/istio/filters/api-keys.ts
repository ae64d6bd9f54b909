import { luaFilter } from './lua';

/** Where the proxies see the hashes, and the file of the Secret that holds them. */
export const KEYS_FOLDER = '/etc/inference-gateway/api-keys';
export const KEYS_FILE = 'filter.yaml';

const FILTER = 'inference-gateway.api-keys';
const BASIC_AUTH = 'type.googleapis.com/envoy.extensions.filters.http.basic_auth.v3.BasicAuth';
/** Header in which a key is handed from one filter to the next. */
export const KEY_HEADER = 'x-gateway-key';
/** Header with the tenant whose key it is said to be; once the key is found right, it is. */
export const KEY_TENANT_HEADER = 'x-gateway-key-tenant';
/** A hash that no key has. */
const NOBODY = 'none:{SHA}AAAAAAAAAAAAAAAAAAAAAAAAAAA=';

/** The check of keys as the file of the Secret has it: one line for each key. */
export function keyCheck(clientHeader: string, users: readonly string[]): Record<string, unknown> {
  return {
    '@type': BASIC_AUTH,
    authentication_header: KEY_HEADER,
    forward_username_header: clientHeader,
    // Who comes with a token has no key.
    allow_missing: true,
    emit_dynamic_metadata: true,
    users: { inline_string: [...(users.length === 0 ? [NOBODY] : users), ''].join('\n') },
  };
}

/** Name under which the file of the Secret holds the check. */
export const KEYS_RESOURCE = FILTER;

/** Takes a key out of `Authorization` and hands it on as Envoy compares it; anything else is left for others to judge. */
export function keyParse(): Record<string, unknown> {
  return luaFilter('inference-gateway.api-key-parse', [
    'function envoy_on_request(handle)',
    '  local headers = handle:headers()',
    '  local pattern = "^[Bb]earer +sk%-([%w-]+)%.(%w+)%.(%w+)$"',
    '  local tenant, id, secret = string.match(headers:get("authorization") or "", pattern)',
    '  if tenant == nil then return end',
    '  headers:remove("authorization")',
    `  headers:add("${KEY_TENANT_HEADER}", tenant)`,
    `  headers:add("${KEY_HEADER}", "Basic " .. handle:base64Escape(tenant .. "." .. id .. ":" .. secret))`,
    'end',
  ]);
}

/**
 * Compares keys with the hashes of a file, which Envoy reads again whenever it changes. While the file is broken, the keys
 * of before stay; a proxy that starts then knows no key, but answers all who come otherwise.
 */
export function storedKeys(clientHeader: string): Record<string, unknown> {
  return {
    name: FILTER,
    config_discovery: {
      config_source: {
        resource_api_version: 'V3',
        path_config_source: { path: `${KEYS_FOLDER}/${KEYS_FILE}`, watched_directory: { path: KEYS_FOLDER } },
      },
      type_urls: [BASIC_AUTH],
      apply_default_config_without_warming: true,
      default_config: keyCheck(clientHeader, []),
    },
  };
}
