import { type Fields, fieldsAt, itemsAt, textAt } from './fields';
import type { Graph } from './graph';
import { gatewaysOf } from './istio-policies';
import type { Manifest } from './manifest';
import { push } from './multimap';
import { once } from './once';

/** One change of the proxies' configuration. */
export interface EnvoyPatch {
  readonly object: Manifest;
  readonly applyTo: string;
  readonly operation: string;
  /** Rule of a route that it is for, as `<namespace>.<HTTPRoute>.<index>`; empty where it is for none. */
  readonly rule: string;
  readonly value: Fields;
  /** What of Envoy a filter is configured for; empty where it says so elsewhere. */
  readonly type: string;
}

/** All changes of the proxies of each Gateway, by `namespace/name`, in the order of their objects. */
export const patchesByGateway = once((graph: Graph): ReadonlyMap<string, readonly EnvoyPatch[]> => {
  const all = new Map<string, EnvoyPatch[]>();
  for (const object of graph.of('EnvoyFilter', 'networking.istio.io')) {
    const patches = patchesOf(object);
    for (const { namespace, name } of gatewaysOf(graph, object)) {
      for (const patch of patches) push(all, `${namespace}/${name}`, patch);
    }
  }
  return all;
});

/** The changes that one EnvoyFilter makes. */
export function patchesOf(object: Manifest): EnvoyPatch[] {
  return itemsAt(object.json, 'spec', 'configPatches').map((patch) => patchOf(object, patch));
}

function patchOf(object: Manifest, patch: Fields): EnvoyPatch {
  const value = fieldsAt(patch, 'patch', 'value');
  return {
    object,
    applyTo: textAt(patch, 'applyTo') ?? '',
    operation: textAt(patch, 'patch', 'operation') ?? '',
    rule: textAt(patch, 'match', 'routeConfiguration', 'vhost', 'route', 'name') ?? '',
    value,
    type: (textAt(value, 'typed_config', '@type') ?? '').split('.').at(-1) ?? '',
  };
}
