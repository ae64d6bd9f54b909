import { Severity } from '../../finding';
import { podsOf, proxiesOf } from '../../graph/connections';
import type { Container } from '../../graph/container';
import { itemsAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import { servedByIstio } from '../../graph/implementation';
import { nameOf } from '../../graph/manifest';
import { protectedWorkloads } from '../../graph/protected';
import type { Workload } from '../../graph/workload';
import type { Fault, Rule } from '../../rule';

const ISTIOD_PORT = 15_012;
const HTTPS_PORT = 443;
const API_SERVER_PORTS = [443, 6443];

/** Port of a URL. */
function portOf(url: string | undefined): number | undefined {
  const [, scheme, port] = /^(https?):\/\/[^/]*?(?::(\d+))?(?:\/.*)?$/.exec(url ?? '') ?? [];
  return scheme === undefined ? undefined : Number(port ?? (scheme === 'http' ? 80 : HTTPS_PORT));
}

/** A vLLM server that downloads its model, by its container. */
function downloads({ containers }: Workload): Container | undefined {
  return containers.find((container) => {
    const { words, image } = container;
    const serve = words.indexOf('serve');
    if (serve === -1 && !/\bvllm-openai\b/.test(image)) return false;
    const model = container.flag('model') ?? words[serve + 1];
    const offline = ['HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'].some((name) => container.env(name) === '1');
    return model !== undefined && /^[\w.-]+\/[\w.-]+$/.test(model) && !offline;
  });
}

function* serverFaults(graph: Graph, workload: Workload): Iterable<Fault> {
  const container = downloads(workload);
  if (container === undefined) return;
  const ports = ['HTTPS_PROXY', 'https_proxy', 'HF_ENDPOINT'].flatMap((name) => portOf(container.env(name)) ?? []);
  const ways = ports.length === 0 ? [HTTPS_PORT] : [...new Set(ports)];
  const pods = podsOf(workload);
  const { reachability } = graph;
  const missing = [
    ...(reachability.hasWayOut(pods, 53, 'UDP') ? [] : ['DNS (UDP 53)']),
    ...(ways.some((port) => reachability.hasWayOut(pods, port)) ? [] : [`TCP ${ways.join(' or ')}`]),
  ];
  if (missing.length === 0) return;
  const cached = itemsAt(workload.podSpec, 'volumes').some((volume) => volume.persistentVolumeClaim !== undefined);
  // Pods that may connect to nothing at all are meant to have their model in the image.
  const offline = reachability.isolating(pods, 'egress').every(({ egress }) => egress?.length === 0);
  yield {
    object: workload.manifest,
    // Its cache may stand on the volume already.
    severity: cached || offline ? Severity.WARNING : Severity.ERROR,
    message: `downloads its model when it starts, but its network policies close ${missing.join(' and ')}`,
    fix: 'add egress rules for them, or load the model from a volume with HF_HUB_OFFLINE=1',
  };
}

export const blockedEgress: Rule = {
  id: 'blocked-egress',
  title: 'What runs behind network policies reaches what it needs outside: API server, control plane, DNS, weights.',
  why: 'An endpoint picker without the API server never becomes ready, a proxy without its control plane has no listener, a model server without DNS waits for its weights until it is restarted.',
  severity: Severity.ERROR,
  *check(graph) {
    for (const { role, workload } of protectedWorkloads(graph)) {
      if (role === 'model server') yield* serverFaults(graph, workload);
      else if (
        (role === 'endpoint picker' || role === 'body router') &&
        !API_SERVER_PORTS.some((port) => graph.reachability.hasWayOut(podsOf(workload), port))
      ) {
        yield {
          object: workload.manifest,
          // A port of somebody's own choice is not known here.
          severity: Severity.WARNING,
          message: `is an ${role} that watches the API server, but its network policies close TCP ${API_SERVER_PORTS.join(' and ')}`,
          fix: 'add an egress rule to the address of the API server (kubectl get endpoints kubernetes)',
        };
      }
    }
    // Proxies of others listen on ports that they choose.
    for (const gateway of graph.gateways.filter((one) => servedByIstio(graph, one))) {
      const proxies = proxiesOf(gateway);
      if (!graph.reachability.hasWayOut(proxies, ISTIOD_PORT)) {
        const [policy] = graph.reachability.isolating(proxies, 'egress');
        if (policy === undefined) continue;
        yield {
          object: policy.manifest,
          message: `keeps the proxies of ${nameOf(gateway.manifest)} from their control plane (TCP ${ISTIOD_PORT})`,
          fix: `add an egress rule to pods app=istiod of Istio's namespace, port ${ISTIOD_PORT}`,
        };
      }
      for (const port of new Set(gateway.listeners.map((listener) => listener.port))) {
        if (graph.reachability.hasWayIn(proxies, port)) continue;
        const [policy] = graph.reachability.isolating(proxies, 'ingress');
        if (policy === undefined) continue;
        yield {
          object: policy.manifest,
          message: `lets nobody connect to port ${port} of ${nameOf(gateway.manifest)}`,
          fix: `add an ingress rule for port ${port}`,
        };
      }
    }
  },
};
