import { parse } from 'yaml';
import { all, containerOf, flagOf, type Rendered, selects } from '../render';
import type { Deployment, HttpRoute } from '../shapes';

const MARGIN_SECONDS = 5;

function seconds(duration: string): number {
  const match = /^(\d+)s$/.exec(duration);
  if (!match) throw new Error(`${duration} is not in seconds`);
  return Number(match[1]);
}

interface PoolTimes {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly server: Deployment;
  readonly picker: Deployment;
}

function poolsOf(objects: Rendered[]): PoolTimes[] {
  const deployments = all(objects, 'Deployment');
  return all(objects, 'InferencePool').map(({ metadata, spec }) => {
    const inNamespace = deployments.filter((one) => one.metadata.namespace === metadata.namespace);
    const server = inNamespace.find((one) => selects(spec.selector.matchLabels, one.spec.template.metadata.labels));
    const picker = inNamespace.find((one) => one.metadata.name === spec.endpointPickerRef.name);
    if (!server || !picker) throw new Error(`pool ${metadata.name} is not complete`);
    return { name: metadata.name, namespace: metadata.namespace, server, picker };
  });
}

const graceOf = ({ spec }: Deployment) => spec.template.spec.terminationGracePeriodSeconds;

/** How long an answer may take that a server is sure to finish when its pod ends. */
function drainOf(server: Deployment): number {
  const { args, lifecycle } = containerOf(server);
  const timeout = flagOf(args, 'shutdown-timeout');
  return timeout === undefined ? graceOf(server) - lifecycle.preStop.sleep.seconds - MARGIN_SECONDS : Number(timeout);
}

function poolFaults({ name, server, picker }: PoolTimes): string[] {
  const faults: string[] = [];
  const { lifecycle, startupProbe } = containerOf(server);
  if (lifecycle.preStop.sleep.seconds + drainOf(server) + MARGIN_SECONDS > graceOf(server)) {
    faults.push(`pool ${name}: killed before its last answer is done`);
  }
  if (graceOf(picker) < graceOf(server)) faults.push(`pool ${name}: its picker ends before its servers`);
  if (startupProbe.periodSeconds * startupProbe.failureThreshold < 600)
    faults.push(`pool ${name}: little time to start`);
  return faults;
}

function routeFaults(route: HttpRoute, pools: PoolTimes[]): string[] {
  const { name, namespace } = route.metadata;
  return route.spec.rules.flatMap(({ timeouts, backendRefs }) => {
    const faults: string[] = [];
    const request = seconds(timeouts.request);
    if (seconds(timeouts.backendRequest) > request) faults.push(`route ${name}: backendRequest is longer than request`);
    const [backend] = backendRefs;
    const pool = pools.find((one) => one.name === backend.name && one.namespace === (backend.namespace ?? namespace));
    if (pool && request > drainOf(pool.server)) faults.push(`route ${name}: longer answers than ${pool.name} finishes`);
    return faults;
  });
}

function proxyFaults(objects: Rendered[], routes: HttpRoute[]): string[] {
  return all(objects, 'Gateway').flatMap(({ metadata, spec }) => {
    const data = all(objects, 'ConfigMap').find(
      (one) =>
        one.metadata.name === spec.infrastructure.parametersRef.name && one.metadata.namespace === metadata.namespace,
    )?.data;
    const proxies: Deployment['spec'] = parse(data?.deployment ?? '').spec;
    const { terminationGracePeriodSeconds, containers } = proxies.template.spec;
    const own = routes.filter(({ spec: { parentRefs } }) =>
      parentRefs.some((ref) => ref.name === metadata.name && ref.namespace === metadata.namespace),
    );
    const longest = Math.max(
      0,
      ...own.flatMap((route) => route.spec.rules.map((rule) => seconds(rule.timeouts.request))),
    );
    return containers[0].lifecycle.preStop.sleep.seconds + longest > terminationGracePeriodSeconds
      ? [`gateway ${metadata.name}: its proxies end before their streams`]
      : [];
  });
}

/** Where something is given up before the answer that passes through it is done. */
export function timeFaults(objects: Rendered[]): string[] {
  const routes = all(objects, 'HTTPRoute').filter(({ spec }) => spec.rules.every(({ backendRefs }) => backendRefs));
  const pools = poolsOf(objects);
  return [
    ...pools.flatMap(poolFaults),
    ...routes.flatMap((route) => routeFaults(route, pools)),
    ...proxyFaults(objects, routes),
  ];
}
