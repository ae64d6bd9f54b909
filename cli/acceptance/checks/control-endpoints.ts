import { burst } from '../../traffic/burst';
import { type Exchange, got, posted } from '../../traffic/exchange';
import type { Outcome } from '../../traffic/outcome';
import { type AcceptanceCheck, failed, passed } from '../acceptance-check';
import type { Subject } from '../subject';

/** What a model server tells about itself. */
const READ = ['/metrics', '/health', '/version', '/load', '/openapi.json', '/server_info', '/is_sleeping', '/'];
/** What changes a model server; the bodies lack what would change it. Those that need no more than the path are left out. */
const CHANGED = [
  '/v1/load_lora_adapter',
  '/v1/unload_lora_adapter',
  '/invocations',
  '/scale_elastic_ep',
  '/collective_rpc',
];
const ABSENT = [403, 404];

/** A model server has no walls of its own: who reaches these paths reads or changes it. */
export const CONTROL_ENDPOINTS: AcceptanceCheck = {
  id: 'control-endpoints',
  promise: 'no other path of a model server is published',
  sends: (subject) => requestsOf(subject).length,
  run: async (subject) => {
    const { destination, limitMs, signal } = subject;
    const requests = requestsOf(subject);
    const outcomes = await burst(destination, requests, { parallel: 1, limitMs, signal });
    const published = outcomes.filter(isPublished);
    const figures = { paths: requests.length, published: published.map(({ path }) => path) };
    if (published.length === 0 && outcomes.length === requests.length) {
      return passed(`${requests.length} paths: none is published`, figures);
    }
    return failed(
      `${published.length} of ${requests.length} paths are published`,
      'match exact paths in each rule: a prefix such as / or /v1 publishes what the model server has besides',
      { figures, failures: described(published) },
    );
  },
};

function requestsOf({ models: [{ name }] }: Subject): Exchange[] {
  return [...READ.map((path) => got(path)), ...CHANGED.map((path) => posted('short', path, { model: name }))];
}

/** Also where a model server says that it has no such path: the next one may have it. */
function isPublished(outcome: Outcome): boolean {
  return !ABSENT.includes(outcome.status) || byServer(outcome);
}

function byServer({ headers }: Outcome): boolean {
  return headers['x-envoy-upstream-service-time'] !== undefined || headers['x-inference-pod'] !== undefined;
}

function described(published: readonly Outcome[]): string[] {
  const list = (outcomes: readonly Outcome[]) =>
    outcomes.map(({ method, path, status }) => `${method} ${path} ${status}`).join(', ');
  const [server, others] = [published.filter(byServer), published.filter((outcome) => !byServer(outcome))];
  return [
    ...(server.length === 0 ? [] : [`answered by a server behind the gateway: ${list(server)}`]),
    ...(others.length === 0 ? [] : [`not 404: ${list(others)}`]),
  ];
}
