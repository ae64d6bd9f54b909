import type { Cluster } from './cluster';
import { poolReferences, poolsOf } from './cluster';
import type { Deployment, Gateway, HttpRoute, Listener, RouteMatch, RouteRule } from './kinds';
import { gatewaysOf, isModelHeader, modelOf } from './routers';

/** A model as a client asks for it. */
export interface Client {
  /** Name to write as `model`. */
  readonly model: string;
  /** Adapters that are asked for by their own names instead. */
  readonly adapters: readonly string[];
  readonly route: HttpRoute;
  readonly gateway: Gateway;
  /** Path of the API, such as `/v1/chat/completions`. */
  readonly path: string;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** Where the Gateway is, if the host may not lead there. */
  readonly address: string;
  /** Headers that the route asks for beside the model. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Whether the Gateway asks for a token. */
  readonly token: boolean;
}

const PATHS = ['/v1/chat/completions', '/v1/completions', '/v1/embeddings'];

/** Every model of every route, once for each of the route's hosts. */
export function clientsOf(cluster: Cluster): Client[] {
  const clients = new Map<string, Client>();
  for (const route of cluster.routes) {
    if (poolsOf(route).length === 0) continue;
    for (const gateway of gatewaysOf(cluster, route)) {
      for (const rule of route.spec.rules ?? []) {
        for (const client of ofRule(cluster, route, gateway, rule)) {
          const { model, scheme, host, port, path, headers } = client;
          const key = JSON.stringify([model, scheme, host, port, path, headers]);
          if (!clients.has(key)) clients.set(key, client);
        }
      }
    }
  }
  return [...clients.values()];
}

function* ofRule(cluster: Cluster, route: HttpRoute, gateway: Gateway, rule: RouteRule): Iterable<Client> {
  const path = pathOf(rule);
  const model = modelOf(rule) ?? servedBy(cluster, route, rule);
  const address = gateway.status?.addresses?.[0]?.value;
  if (path === undefined || model === undefined || address === undefined) return;
  const sections = (route.spec.parentRefs ?? []).map(({ sectionName }) => sectionName);
  const listeners = (gateway.spec.listeners ?? []).filter(
    ({ name, protocol }) =>
      ['HTTP', 'HTTPS'].includes(protocol) && (sections.includes(name) || sections.includes(undefined)),
  );
  const rest = {
    model,
    adapters: adaptersOf(cluster, gateway, model),
    route,
    gateway,
    path,
    address,
    headers: headersOf(rule.matches?.[0]),
    token: asksForToken(cluster, gateway),
  };
  for (const listener of listeners) {
    for (const host of hostsOf(route, listener, address)) {
      yield { ...rest, scheme: listener.protocol === 'HTTPS' ? 'https' : 'http', host, port: listener.port };
    }
  }
}

function pathOf({ matches = [] }: RouteRule): string | undefined {
  const values = matches.map(({ path }) => path?.value ?? '/');
  const known = PATHS.find((path) =>
    values.some((value) => path === value || path.startsWith(value.replace(/\/?$/, '/'))),
  );
  return known ?? values.find((value) => PATHS.some((path) => value.endsWith(path)));
}

/** The name that the servers of a pool answer to, where requests are not told apart by it. */
function servedBy(cluster: Cluster, route: HttpRoute, rule: RouteRule): string | undefined {
  const [pool] = poolReferences(rule);
  if (pool === undefined) return undefined;
  const { namespace = route.metadata.namespace, name } = pool;
  const server = cluster.find<Deployment>('Deployment', { namespace, name });
  const words =
    server?.spec.template.spec.containers.flatMap(({ command = [], args = [] }) => [...command, ...args]) ?? [];
  const index = words.findIndex((word) => word.startsWith('--served-model-name'));
  const [, inline] = (words[index] ?? '').split('=');
  return inline ?? words[index + 1];
}

function headersOf(match: RouteMatch | undefined): Client['headers'] {
  return (match?.headers ?? [])
    .filter(({ type = 'Exact', name }) => type === 'Exact' && !isModelHeader(name))
    .map(({ name, value }) => ({ name, value }));
}

function hostsOf({ spec }: HttpRoute, { hostname }: Listener, address: string): string[] {
  const hosts = spec.hostnames ?? (hostname === undefined ? [] : [hostname]);
  return hosts.length === 0 ? [address] : hosts.map((host) => host.replace(/^\*\./, 'any.'));
}

interface ModelTable {
  readonly data?: { readonly baseModel?: string; readonly adapters?: string };
}

/** Adapters that the body router of a Gateway turns into a model: a YAML list in a string. */
function adaptersOf(cluster: Cluster, { metadata }: Gateway, model: string): string[] {
  const tables = cluster.configMaps.filter(
    (one) =>
      one.metadata.namespace === metadata.namespace &&
      one.metadata.labels?.['inference.networking.k8s.io/bbr-managed'] === 'true',
  ) as ModelTable[];
  return tables
    .filter(({ data }) => data?.baseModel === model)
    .flatMap(({ data }) => [...(data?.adapters ?? '').matchAll(/^- "?([^"\n]+)"?$/gm)].map(([, name = '']) => name));
}

function asksForToken(cluster: Cluster, { metadata }: Gateway): boolean {
  return cluster.requestAuthentications.some(
    ({ metadata: own, spec }) =>
      own.namespace === metadata.namespace &&
      (spec.targetRefs ?? []).some(({ kind, name }) => kind === 'Gateway' && name === metadata.name),
  );
}
