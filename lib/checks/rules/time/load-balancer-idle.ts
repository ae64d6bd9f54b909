import { GATEWAY_NAME } from '../../../private/labels';
import { Severity } from '../../finding';
import { answersByGateway } from '../../graph/answers';
import { textAt, textsAt } from '../../graph/fields';
import type { Gateway } from '../../graph/gateway';
import type { Graph } from '../../graph/graph';
import { type Manifest, nameOf } from '../../graph/manifest';
import { push } from '../../graph/multimap';
import { ProxyOverlay } from '../../graph/proxy-overlay';
import type { Rule } from '../../rule';

const IDLE = 'service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout';
/** Minutes of Azure's load balancer: what it has without the annotation, and at most. */
const DEFAULT_MINUTES = 4;
const MOST_MINUTES = 30;
const AZURE = /^service\.beta\.kubernetes\.io\/(azure-|port_\d+_)/;

interface Balancer {
  readonly object: Manifest;
  readonly minutes: number;
}

function balancer(object: Manifest, annotations: Readonly<Record<string, string>>): Balancer[] {
  if (!Object.keys(annotations).some((key) => AZURE.test(key))) return [];
  return [{ object, minutes: Number(annotations[IDLE] ?? DEFAULT_MINUTES) }];
}

/** Services of type LoadBalancer in front of the proxies of a gateway, by namespace and name of the gateway. */
function servicesByGateway(graph: Graph): ReadonlyMap<string, readonly Manifest[]> {
  const services = new Map<string, Manifest[]>();
  for (const { manifest, selector } of graph.services) {
    const gateway = selector?.labels[GATEWAY_NAME];
    if (gateway === undefined || textAt(manifest.json, 'spec', 'type') !== 'LoadBalancer') continue;
    push(services, `${manifest.namespace}/${gateway}`, manifest);
  }
  return services;
}

function balancers(graph: Graph, gateway: Gateway, services: readonly Manifest[]): Balancer[] {
  const { manifest } = gateway;
  const annotations = textsAt(manifest.json, 'spec', 'infrastructure', 'annotations');
  const overlay = ProxyOverlay.of(graph, gateway)?.number('service', IDLE);
  const idle: Record<string, string> = overlay === undefined ? {} : { [IDLE]: String(overlay) };
  return [
    ...balancer(manifest, { ...annotations, ...idle }),
    ...services.flatMap((service) => balancer(service, service.annotations)),
  ];
}

export const loadBalancerIdle: Rule = {
  id: 'load-balancer-idle',
  title: "Azure's load balancer keeps a silent connection for as long as the longest answer of a gateway's routes.",
  why: 'An answer that is not streamed is silent until its end; after 4 minutes without a byte the load balancer drops the connection and the client waits for ever (https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-idle-timeout).',
  severity: Severity.WARNING,
  *check(graph) {
    const services = servicesByGateway(graph);
    for (const [gateway, { route, seconds }] of answersByGateway(graph)) {
      const { namespace, name } = gateway.manifest;
      for (const { object, minutes } of balancers(graph, gateway, services.get(`${namespace}/${name}`) ?? [])) {
        if (minutes * 60 >= seconds) continue;
        const needed = Math.ceil(seconds / 60);
        yield {
          object,
          message: `lets Azure's load balancer drop a connection after ${minutes} silent minutes, but ${nameOf(route.manifest)} allows answers of ${seconds} s, silent until their end where they are not streamed`,
          fix:
            needed <= MOST_MINUTES
              ? `annotate it with ${IDLE}: '${MOST_MINUTES}' (spec.infrastructure.annotations of a Gateway)`
              : `annotate it with ${IDLE}: '${MOST_MINUTES}', its maximum, and write timeouts.request: ${MOST_MINUTES}m or less`,
        };
      }
    }
  },
};
