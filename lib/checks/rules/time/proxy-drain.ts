import { Severity } from '../../finding';
import { answersByGateway } from '../../graph/answers';
import type { Gateway } from '../../graph/gateway';
import type { Graph } from '../../graph/graph';
import { type Manifest, nameOf } from '../../graph/manifest';
import { ProxyOverlay, parametersOf } from '../../graph/proxy-overlay';
import { writtenTogether } from '../../graph/written-together';
import type { Rule } from '../../rule';

/** ConfigMap with overlays for all Gateways of a class. */
const CLASS_DEFAULTS = 'gateway.istio.io/defaults-for-class';
/** As Istio makes them. */
const DEFAULT_GRACE_SECONDS = 30;

interface Grace {
  readonly object: Manifest;
  readonly seconds: number;
  readonly stated: boolean;
}

/** How long a gateway's proxies may take to end, as far as it is known: other makers' proxies have other settings. */
function graceOf(graph: Graph, gateway: Gateway, classDefaults: boolean): Grace | undefined {
  const overlay = ProxyOverlay.of(graph, gateway);
  if (overlay === undefined && parametersOf(gateway) !== undefined) return undefined;
  const seconds = overlay?.gracePeriodSeconds;
  if (seconds === undefined && (gateway.className !== 'istio' || classDefaults)) return undefined;
  return {
    object: overlay?.manifest ?? gateway.manifest,
    seconds: seconds ?? DEFAULT_GRACE_SECONDS,
    stated: seconds !== undefined,
  };
}

export const proxyDrain: Rule = {
  id: 'proxy-drain',
  title: "A gateway's proxies live on until the longest answer that its routes allow is done.",
  why: 'As Istio makes them, proxies cut every stream longer than 5 s when they are replaced, and are killed after 30 s (https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/#automated-deployment).',
  severity: Severity.ERROR,
  *check(graph) {
    const classDefaults = graph.of('ConfigMap', '').some(({ labels }) => CLASS_DEFAULTS in labels);
    for (const [gateway, { route, seconds }] of answersByGateway(graph)) {
      const grace = graceOf(graph, gateway, classDefaults);
      if (grace === undefined || grace.seconds >= seconds) continue;
      const { object } = grace;
      yield {
        object,
        severity: grace.stated && writtenTogether(graph, object.namespace) ? Severity.ERROR : Severity.WARNING,
        message: `${grace.stated ? 'gives' : "leaves Istio's default to"} the proxies of ${nameOf(gateway.manifest)} ${grace.seconds} s to end, but ${nameOf(route.manifest)} allows answers of ${seconds} s`,
        fix: `write terminationGracePeriodSeconds: ${seconds + 30} into the overlay 'deployment' of the ConfigMap that infrastructure.parametersRef names, with EXIT_ON_ZERO_ACTIVE_CONNECTIONS=true`,
      };
    }
  },
};
