import { Severity } from '../../finding';
import { type EnvoyPatch, patchesByGateway } from '../../graph/envoy-filters';
import { type Fields, fieldsAt, itemsAt, listAt, textAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import { tokenRules } from '../../graph/token-rules';
import type { Rule } from '../../rule';

/** What requests are counted by: key and value of a descriptor. */
interface Entry {
  readonly key: string;
  readonly value: string;
}

/** Descriptors that a filter has buckets for. */
function counted({ type, value }: EnvoyPatch): Entry[] {
  if (type !== 'LocalRateLimit') return [];
  return itemsAt(fieldsAt(value, 'typed_config'), 'descriptors')
    .flatMap((descriptor) => itemsAt(descriptor, 'entries'))
    .flatMap((entry) => {
      const [key, wanted] = [textAt(entry, 'key'), textAt(entry, 'value')];
      return key === undefined || wanted === undefined ? [] : [{ key, value: wanted }];
    });
}

/** What a host, a rule or a filter says of its requests for them to be counted by. */
function actionsOf({ value }: EnvoyPatch): Fields[] {
  const places = [value, fieldsAt(value, 'route'), fieldsAt(value, 'typed_config')];
  return places.flatMap((place) => itemsAt(place, 'rate_limits')).flatMap((limit) => itemsAt(limit, 'actions'));
}

/** Values that patches set a header to. */
function* valuesOf(header: string, { value }: EnvoyPatch): Iterable<string> {
  const configs = [fieldsAt(value, 'typed_config'), ...Object.values(fieldsAt(value, 'typed_per_filter_config'))];
  for (const mutation of configs.flatMap((config) => itemsAt(config, 'mutations', 'request_mutations'))) {
    const set = fieldsAt(mutation, 'append', 'header');
    if (textAt(set, 'key') === header) yield textAt(set, 'value') ?? '';
  }
}

/** Whether any request can be counted by an entry. */
function isSaid({ key, value }: Entry, patches: readonly EnvoyPatch[], graph: Graph): boolean {
  return patches.flatMap(actionsOf).some((action) => {
    const generic = fieldsAt(action, 'generic_key');
    const matched = fieldsAt(action, 'header_value_match');
    for (const [one, ifUnnamed] of [
      [generic, 'generic_key'],
      [matched, 'header_match'],
    ] as const) {
      if (textAt(one, 'descriptor_value') === value && (textAt(one, 'descriptor_key') ?? ifUnnamed) === key)
        return true;
    }
    const header = textAt(action, 'request_headers', 'header_name');
    if (header === undefined || textAt(action, 'request_headers', 'descriptor_key') !== key) return false;
    if (!header.startsWith('x-gateway-') || isClaim(header, graph)) return true;
    return patches.some((patch) => [...valuesOf(header, patch)].some((set) => set === value || set.includes('%')));
  });
}

/** Whether tokens say a header. */
function isClaim(header: string, graph: Graph): boolean {
  return tokenRules(graph)
    .flatMap(({ rule }) => listAt(rule, 'outputClaimToHeaders'))
    .some((one) => textAt(one, 'header') === header);
}

export const tenantIdentity: Rule = {
  id: 'tenant-identity',
  title: 'A tenant that requests are counted for is one that the gateway recognises.',
  why: 'A bucket whose descriptor no host, rule or token ever says counts nothing, so the tenant is without a limit (https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/local_rate_limit_filter).',
  severity: Severity.ERROR,
  *check(graph) {
    for (const [gateway, patches] of patchesByGateway(graph)) {
      for (const patch of patches) {
        const stranger = counted(patch).find((entry) => !isSaid(entry, patches, graph));
        if (stranger === undefined) continue;
        yield {
          object: patch.object,
          message: `counts requests by '${stranger.key}: ${stranger.value}' on Gateway ${gateway}, which nothing says of any request`,
          fix: `say it of the tenant's hostname: a VIRTUAL_HOST patch with rate_limits and generic_key '${stranger.value}', or leave the limit out`,
        };
      }
    }
  },
};
