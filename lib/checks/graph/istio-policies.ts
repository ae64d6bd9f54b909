import { fieldsAt, itemsAt, textAt, textsAt } from './fields';
import type { Graph } from './graph';
import type { Manifest } from './manifest';
import { push } from './multimap';
import { once } from './once';
import type { Reference } from './route';
import { labelsOnly, type Selector, selectorOf, selects } from './selector';

/** Group of Gateway API. */
export const GATEWAY_API = 'gateway.networking.k8s.io';
/** Istio's own namespace, whose policies hold for the whole mesh. */
const ROOT_NAMESPACE = 'istio-system';

/** Kinds that Istio attaches to Gateways and workloads, with their groups. */
const ATTACHED: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io',
  RequestAuthentication: 'security.istio.io',
  Telemetry: 'telemetry.istio.io',
  EnvoyFilter: 'networking.istio.io',
  WasmPlugin: 'extensions.istio.io',
};

/** Policies of Istio that say by themselves what they are for. */
export function attachedPolicies(graph: Graph): Manifest[] {
  return Object.entries(ATTACHED).flatMap(([kind, group]) => graph.of(kind, group));
}

/** Objects that a policy names. */
export function targetsOf({ json, namespace }: Manifest): Reference[] {
  const one = fieldsAt(json, 'spec', 'targetRef');
  const all = [...itemsAt(json, 'spec', 'targetRefs'), ...(one.name === undefined ? [] : [one])];
  return all.map((ref) => ({
    group: textAt(ref, 'group') ?? '',
    kind: textAt(ref, 'kind') ?? '',
    namespace: textAt(ref, 'namespace') ?? namespace,
    name: textAt(ref, 'name') ?? '',
  }));
}

/** The pods that a policy selects by their labels; undefined where it selects none by labels. */
export function podsOf({ kind, json }: Manifest): Selector | undefined {
  const selector =
    kind === 'EnvoyFilter'
      ? labelsOnly(textsAt(json, 'spec', 'workloadSelector', 'labels'))
      : selectorOf(fieldsAt(json, 'spec', 'selector'));
  return Object.keys(selector.labels).length === 0 ? undefined : selector;
}

/** Whether a reference names a Gateway of Gateway API. */
export function isGatewayTarget({ group, kind }: Reference): boolean {
  return group === GATEWAY_API && kind === 'Gateway';
}

/** Namespace and name of a Gateway. */
export interface GatewayName {
  readonly namespace: string;
  readonly name: string;
}

/** The Gateways that a policy is for: those that it names, and those here whose proxies it selects. */
export function gatewaysOf(graph: Graph, policy: Manifest): GatewayName[] {
  const targets = targetsOf(policy);
  if (targets.length > 0) return targets.filter(isGatewayTarget);
  const pods = podsOf(policy);
  return graph.gateways
    .filter(
      ({ manifest, proxyLabels }) =>
        (policy.namespace === ROOT_NAMESPACE || policy.namespace === manifest.namespace) &&
        (pods === undefined || selects(pods, proxyLabels)),
    )
    .map(({ manifest }) => manifest);
}

/** Whether a policy holds for the whole mesh, which is never all here. */
export function isMeshWide({ namespace }: Manifest): boolean {
  return namespace === ROOT_NAMESPACE;
}

/** AuthorizationPolicies by `namespace/name` of the Gateways that they are for. */
export const authorizationByGateway = once((graph): ReadonlyMap<string, readonly Manifest[]> => {
  const all = new Map<string, Manifest[]>();
  for (const policy of graph.of('AuthorizationPolicy', 'security.istio.io')) {
    for (const { namespace, name } of gatewaysOf(graph, policy)) {
      push(all, `${namespace}/${name}`, policy);
    }
  }
  return all;
});
