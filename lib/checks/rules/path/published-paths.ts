import { parsedByPicker } from '../../../models/picker/parsed-paths';
import { Severity } from '../../finding';
import { ExtProc, Flavour } from '../../graph/ext-proc';
import { fieldsAt, itemsAt, textAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import type { Pool } from '../../graph/pool';
import { isPool, type Route, type RouteMatch, type RouteRule } from '../../graph/route';
import type { Fault, Rule } from '../../rule';

/** Endpoints of model servers that tell about the server or change it: the plainest last, since messages name one. */
const CONTROL = [
  '/abort_requests',
  '/collective_rpc',
  '/is_scaling_elastic_ep',
  '/is_sleeping',
  '/load',
  '/metrics',
  '/pause',
  '/reset_encoder_cache',
  '/reset_mm_cache',
  '/reset_prefix_cache',
  '/resume',
  '/scale_elastic_ep',
  '/server_info',
  '/sleep',
  '/start_profile',
  '/stop_profile',
  '/tokenizer_info',
  '/update_weights',
  '/wake_up',
  '/v1/load_lora_adapter',
  '/v1/unload_lora_adapter',
];

/** Endpoints without a body, or with one that passes for a completion. */
const HARMLESS = [
  '/docs',
  '/health',
  '/invocations',
  '/load',
  '/metrics',
  '/openapi.json',
  '/ping',
  '/tokenize',
  '/v1/models',
  '/version',
];

/** A control endpoint that a match lets through. */
function published({ path, pathType, method }: RouteMatch): string | undefined {
  if (method === 'OPTIONS') return undefined;
  if (pathType === 'Exact') return CONTROL.find((one) => one === path);
  if (pathType !== 'PathPrefix') return undefined;
  const prefix = path.replace(/\/$/, '');
  return CONTROL.findLast((one) => one === prefix || one.startsWith(`${prefix}/`));
}

/** Whether the pool's picker reads bodies by the table of the locked version. */
function parsesByTable(graph: Graph, pool: Pool): boolean {
  return graph.pickersOf(pool).some((workload) => {
    const picker = ExtProc.pickerIn(workload);
    if (picker?.flavour !== Flavour.GIE || picker.version !== 1.05) return false;
    const volumes = itemsAt(workload.podSpec, 'volumes').flatMap((one) => textAt(one, 'configMap', 'name') ?? []);
    const configs = volumes.map((name) => graph.find('ConfigMap', workload.namespace, name));
    // Another parser reads other paths; a file that is not here may name one.
    const texts = [
      picker.container.flag('config-text') ?? '',
      ...configs.flatMap((one) => Object.values(fieldsAt(one?.json, 'data')).map(String)),
    ];
    const unknown = picker.has('config-file') && !configs.some((one) => one !== undefined);
    return !unknown && !texts.some((text) => /\b(vllmgrpc|passthrough)-parser\b/.test(text));
  });
}

function* faultsOf(graph: Graph, route: Route, tabled: Map<Pool, boolean>): Iterable<Fault> {
  const told = new Set<string>();
  const byTable = ({ backends }: RouteRule) =>
    backends.some((backend) => {
      const pool = isPool(backend) ? graph.pool(backend) : undefined;
      if (pool === undefined) return false;
      const known = tabled.get(pool) ?? parsesByTable(graph, pool);
      tabled.set(pool, known);
      return known;
    });
  for (const rule of route.rules) {
    if (!rule.backends.some(isPool)) continue;
    for (const match of rule.matches) {
      const { path, pathType, method } = match;
      if (told.has(path)) continue;
      const control = published(match);
      const rewritten = rule.filters.some(({ type }) => type === 'URLRewrite');
      if (control !== undefined && !rewritten) {
        told.add(path);
        yield {
          object: route.manifest,
          severity: Severity.WARNING,
          message: `lets clients reach ${control} of the model servers through the ${pathType === 'Exact' ? 'path' : 'prefix'} '${path}'`,
          fix: 'match the paths of the API one by one with type: Exact, such as /v1/chat/completions, /v1/completions and /v1/embeddings',
        };
      } else if (
        pathType === 'Exact' &&
        (method === undefined || method === 'POST') &&
        !rewritten &&
        !parsedByPicker(path) &&
        !HARMLESS.includes(path) &&
        byTable(rule)
      ) {
        told.add(path);
        yield {
          object: route.manifest,
          message: `sends '${path}' to an InferencePool whose endpoint picker (GIE v1.5) does not parse it: it takes the body for a completion and refuses it`,
          fix: `send it to a Service of the model servers, or set a parser that reads it in the picker's configuration`,
        };
      }
    }
  }
}

export const publishedPaths: Rule = {
  id: 'published-paths',
  title: 'The paths that lead to a pool are paths of an inference API, and ones that its picker parses.',
  why: 'A prefix such as / or /v1 publishes what unloads adapters, puts the server to sleep or tells about other tenants; a path that the picker does not parse fails for every request.',
  severity: Severity.ERROR,
  *check(graph) {
    const tabled = new Map<Pool, boolean>();
    for (const route of graph.routes) {
      if (route.manifest.kind === 'HTTPRoute') yield* faultsOf(graph, route, tabled);
    }
  },
};
