/** A filter that runs some lines of Lua for every request. */
export function luaFilter(name: string, lines: string[]): Record<string, unknown> {
  return {
    name,
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
      default_source_code: { inline_string: [...lines, ''].join('\n') },
    },
  };
}
