/** Tokens that a model server has counted, by the keys under which the picker tells the proxy (metadata `envoy.lb`). */
export const USAGE_KEYS = {
  prompt_tokens: 'x-gateway-inference-prompt-tokens',
  completion_tokens: 'x-gateway-inference-completion-tokens',
} as const;

/** Plugins that read `usage` of an answer, for the access log; streams have it where the client asks for it. */
export function usageReporters(): { readonly [field: string]: unknown }[] {
  return Object.entries(USAGE_KEYS).map(([field, key]) => ({
    name: `${field.replace('_', '-')}-reporter`,
    type: 'request-attribute-reporter',
    parameters: {
      attributes: [
        { key: { namespace: 'envoy.lb', name: key }, expression: `usage.${field}`, condition: `has(usage.${field})` },
      ],
    },
  }));
}
