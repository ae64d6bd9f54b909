import { type ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { render } from '../../private/object';

/** Where in Envoy's configuration a patch applies. */
export interface EnvoyPatchMatch {
  readonly context: 'GATEWAY';
  readonly listener?: {
    readonly filterChain: {
      readonly filter: { readonly name: string; readonly subFilter?: { readonly name: string } };
    };
  };
  readonly routeConfiguration?: {
    readonly vhost: { readonly name?: string; readonly route?: { readonly name: string } };
  };
}

/** One patch of an EnvoyFilter. `value` is Envoy's own configuration. */
export interface EnvoyPatch {
  readonly applyTo: 'HTTP_FILTER' | 'HTTP_ROUTE' | 'NETWORK_FILTER' | 'VIRTUAL_HOST';
  readonly match: EnvoyPatchMatch;
  readonly patch: {
    readonly operation: 'INSERT_BEFORE' | 'INSERT_FIRST' | 'MERGE';
    readonly value: Record<string, unknown>;
  };
}

/** `spec` of a networking.istio.io/v1alpha3 EnvoyFilter, as far as we render it. */
export interface EnvoyFilterSpec {
  readonly targetRefs: { readonly group: string; readonly kind: string; readonly name: string }[];
  readonly configPatches: EnvoyPatch[];
}

/** An EnvoyFilter that applies to the proxies of one Gateway and to no other. */
export function envoyFilter(
  scope: Construct,
  id: string,
  name: string,
  gateway: string,
  patches: () => EnvoyPatch[],
): ApiObject {
  const spec = Lazy.any({
    produce: (): EnvoyFilterSpec => ({
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway }],
      configPatches: patches(),
    }),
  });
  return render(scope, id, { apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', name, spec });
}

/** A patch of all that is asked on a hostname and port. */
export function virtualHostPatch(
  { hostname, port }: { readonly hostname: string; readonly port: number },
  value: Record<string, unknown>,
): EnvoyPatch {
  return {
    applyTo: 'VIRTUAL_HOST',
    match: { context: 'GATEWAY', routeConfiguration: { vhost: { name: `${hostname}:${port}` } } },
    patch: { operation: 'MERGE', value },
  };
}
