import { Severity } from '../../finding';
import { patchesOf } from '../../graph/envoy-filters';
import { fieldsAt, itemsAt, textAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import type { Manifest } from '../../graph/manifest';
import { rateLimiterIn } from '../../graph/rate-limiter';
import type { Workload } from '../../graph/workload';
import type { Fault, Rule } from '../../rule';

const FILTER = 'type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit';
/** Where envoyproxy/ratelimit counts, by the variables that say so. */
const STORES = ['REDIS_URL', 'MEMCACHE_HOST_PORT', 'MEMCACHE_SRV'];

/** A filter that asks a rate limiter, and what it asks. */
interface Asked {
  readonly filter: Manifest;
  readonly domain: string;
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

function asked(filter: Manifest): Asked[] {
  return patchesOf(filter).flatMap(({ value }) => {
    const config = fieldsAt(value, 'typed_config');
    if (textAt(config, '@type') !== FILTER) return [];
    const cluster = textAt(config, 'rate_limit_service', 'grpc_service', 'envoy_grpc', 'cluster_name') ?? '';
    const [, port, name, namespace] = /^outbound\|(\d+)\|[^|]*\|([a-z0-9-]+)\.([a-z0-9-]+)\.svc/.exec(cluster) ?? [];
    if (name === undefined || namespace === undefined) return [];
    return [{ filter, domain: textAt(config, 'domain') ?? '', namespace, name, port: Number(port) }];
  });
}

/** Whether the limits of a domain stand in a ConfigMap that the pods mount; undefined where they come from elsewhere. */
function hasLimits(graph: Graph, { namespace, podSpec }: Workload, domain: string): boolean | undefined {
  const maps = itemsAt(podSpec, 'volumes').flatMap((volume) => textAt(volume, 'configMap', 'name') ?? []);
  const found = maps.map((name) => graph.find('ConfigMap', namespace, name));
  if (found.length === 0 || found.includes(undefined)) return undefined;
  const files = found.flatMap((map) => Object.values(fieldsAt(map?.json, 'data')).map(String));
  return files.some((file) => /^domain:\s*["']?([^"'\s#]+)/m.exec(file)?.[1] === domain);
}

function* faultsOf(graph: Graph, { filter, domain, namespace, name, port }: Asked): Iterable<Fault> {
  const service = graph.service(namespace, name);
  const target = `Service ${namespace}/${name}`;
  if (service === undefined) {
    if (graph.knows('Service', namespace, name)) return;
    yield {
      object: filter,
      severity: graph.owns(namespace) ? Severity.ERROR : Severity.WARNING,
      message: `has budgets counted by ${target}, which does not exist`,
      fix: 'make the rate limiter in that namespace, or correct the cluster_name of the filter',
    };
    return;
  }
  if (!service.ports.some(({ number }) => number === port)) {
    yield {
      object: filter,
      message: `asks port ${port} of ${target}, which has none`,
      fix: `write one of its ports into the cluster_name: ${service.ports.map(({ number }) => number).join(', ')}`,
    };
    return;
  }
  if (service.selector === undefined) return;
  for (const workload of graph.workloadsSelected(namespace, service.selector)) {
    const container = rateLimiterIn(workload);
    if (container === undefined) continue;
    if (!itemsAt(container.json, 'env').some((one) => STORES.includes(textAt(one, 'name') ?? ''))) {
      yield {
        object: workload.manifest,
        message: `counts the budgets of ${filter.name} without a store`,
        fix: 'set REDIS_URL to a Redis or Valkey',
      };
    }
    if (hasLimits(graph, workload, domain) === false) {
      yield {
        object: workload.manifest,
        message: `has no limits of the domain '${domain}' that ${filter.name} asks it for`,
        fix: `add a file with 'domain: ${domain}' to the ConfigMap that it mounts`,
      };
    }
  }
}

export const budgetStore: Rule = {
  id: 'budget-store',
  title: 'A rate limiter that proxies ask exists, has a store to count in, and the limits that it is asked for.',
  why: 'Without limiter or store every request ends with 503, or passes uncounted where failure_mode_deny is false; without limits of its domain all of them pass (https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/rate_limit_filter).',
  severity: Severity.ERROR,
  *check(graph) {
    for (const filter of graph.of('EnvoyFilter')) {
      for (const one of asked(filter)) yield* faultsOf(graph, one);
    }
  },
};
