import { type Fields, fieldsAt, itemsAt, textAt } from './fields';
import type { Graph } from './graph';
import { gatewaysOf } from './istio-policies';
import type { Manifest } from './manifest';
import { once } from './once';

/** One change of the proxies' configuration. */
export interface EnvoyPatch {
  readonly object: Manifest;
  readonly applyTo: string;
  readonly operation: string;
  readonly value: Fields;
  /** What of Envoy a filter is configured for; empty where it says so elsewhere. */
  readonly type: string;
}

/** All changes of the proxies of each Gateway, by `namespace/name`, in the order of their objects. */
export const patchesByGateway = once((graph: Graph): ReadonlyMap<string, readonly EnvoyPatch[]> => {
  const all = new Map<string, EnvoyPatch[]>();
  for (const object of graph.of('EnvoyFilter', 'networking.istio.io')) {
    const patches = itemsAt(object.json, 'spec', 'configPatches').map((one) => patchOf(object, one));
    for (const { namespace, name } of gatewaysOf(graph, object)) {
      const key = `${namespace}/${name}`;
      all.set(key, [...(all.get(key) ?? []), ...patches]);
    }
  }
  return all;
});

function patchOf(object: Manifest, patch: Fields): EnvoyPatch {
  const value = fieldsAt(patch, 'patch', 'value');
  return {
    object,
    applyTo: textAt(patch, 'applyTo') ?? '',
    operation: textAt(patch, 'patch', 'operation') ?? '',
    value,
    type: (textAt(value, 'typed_config', '@type') ?? '').split('.').at(-1) ?? '',
  };
}
