const PACKAGE = 'type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3';

/** One change of headers, as Envoy writes it. */
export type Mutation = Record<string, unknown>;

/** What is changed of requests and of their answers. */
export interface Mutations {
  readonly request_mutations?: readonly Mutation[];
  readonly response_mutations?: readonly Mutation[];
}

/** A filter that changes headers. */
export function headerMutation(name: string, mutations: Mutations): Record<string, unknown> {
  return { name, typed_config: { '@type': `${PACKAGE}.HeaderMutation`, mutations } };
}

/** What such a filter does besides for one host or one rule. */
export function headerMutationOf(filter: string, mutations: Mutations): Record<string, unknown> {
  return { [filter]: { '@type': `${PACKAGE}.HeaderMutationPerRoute`, mutations } };
}

/** Sets a header, in place of any that is there. A value may hold Envoy's `%...%`. */
export function set(key: string, value: string): Mutation {
  return { append: { header: { key, value }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' } };
}
