import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { all, containerOf, flagOf, type Rendered, selects } from '../render';
import type { Deployment, Gateway, HttpRoute, InferencePool } from '../shapes';

type Rule = HttpRoute['spec']['rules'][number];

/** The one Deployment of a namespace whose pods a selector selects. */
function selected(
  objects: Rendered[],
  namespace: string | undefined,
  labels: Record<string, string>,
): Deployment | undefined {
  const found = all(objects, 'Deployment').filter(
    ({ metadata, spec }) => metadata.namespace === namespace && selects(labels, spec.template.metadata.labels),
  );
  return found.length === 1 ? found[0] : undefined;
}

function poolFaults(objects: Rendered[], { metadata, spec }: InferencePool): string[] {
  const { name, namespace } = metadata;
  const server = selected(objects, namespace, spec.selector.matchLabels);
  if (!server) return [`pool ${name} selects the pods of no single Deployment`];
  const faults: string[] = [];
  const { ports, args } = containerOf(server);
  const [{ number }] = spec.targetPorts;
  if (!ports.some(({ containerPort }) => containerPort === number))
    faults.push(`pool ${name}: no container port ${number}`);
  if (flagOf(args, 'port') !== String(number)) faults.push(`pool ${name}: the server does not listen on ${number}`);
  return [...faults, ...pickerFaults(objects, { metadata, spec } as InferencePool)];
}

function pickerFaults(objects: Rendered[], { metadata, spec }: InferencePool): string[] {
  const { name, namespace } = metadata;
  const ref = spec.endpointPickerRef;
  const service = all(objects, 'Service').find(
    (one) => one.metadata.name === ref.name && one.metadata.namespace === namespace,
  );
  const port = service?.spec.ports.find((one) => one.port === ref.port.number);
  if (!service || !port) return [`pool ${name}: no picker Service ${ref.name}:${ref.port.number}`];
  const picker = selected(objects, namespace, service.spec.selector);
  if (!picker) return [`pool ${name}: its picker Service selects no single Deployment`];
  const { args, ports } = containerOf(picker);
  const faults: string[] = [];
  if (port.appProtocol !== 'kubernetes.io/h2c') faults.push(`pool ${name}: its picker is not asked by gRPC`);
  if (!ports.some((one) => one.name === port.targetPort)) faults.push(`pool ${name}: its picker has no such port`);
  // A tenant's own door to a pool differs from it by its name alone.
  const picked = all(objects, 'InferencePool').find(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === flagOf(args, 'pool-name'),
  );
  if (!isDeepStrictEqual(picked?.spec, spec)) faults.push(`pool ${name}: its picker picks for another pool`);
  for (const [flag, value] of [
    ['pool-namespace', namespace],
    ['pool-group', 'inference.networking.k8s.io'],
  ]) {
    if (flagOf(args, String(flag)) !== value) faults.push(`pool ${name}: its picker has another --${flag}`);
  }
  const rules = all(objects, 'DestinationRule').filter(({ spec: { host } }) =>
    host.startsWith(`${ref.name}.${namespace}.svc.`),
  );
  const secure = flagOf(args, 'secure-serving') === 'true';
  if (rules.length !== (secure ? 1 : 0)) faults.push(`pool ${name}: gateway and picker differ about TLS`);
  return faults;
}

/** Listener of a parentRef, if it admits the route. */
function attachmentFaults(objects: Rendered[], route: HttpRoute): string[] {
  const { name, namespace = '' } = route.metadata;
  const faults: string[] = [];
  for (const ref of route.spec.parentRefs) {
    const gateway = gatewayOf(objects, ref);
    const listener = gateway?.spec.listeners.find((one) => one.name === ref.sectionName);
    if (!listener) {
      faults.push(`route ${name}: no listener ${ref.sectionName}`);
      continue;
    }
    const { kinds, namespaces } = listener.allowedRoutes;
    const labels = all(objects, 'Namespace').find((one) => one.metadata.name === namespace)?.metadata.labels ?? {};
    const { matchLabels, matchExpressions = [] } = namespaces.selector ?? {};
    const admitted =
      namespaces.from === 'Same'
        ? gateway?.metadata.namespace === namespace
        : namespaces.from === 'Selector' &&
          selects(matchLabels, labels) &&
          matchExpressions.every(({ key, values }) => values.includes(labels[key]));
    if (!admitted || !kinds.some(({ kind }) => kind === 'HTTPRoute')) {
      faults.push(`route ${name}: not admitted by listener ${ref.sectionName}`);
    }
    if (listener.hostname && route.spec.hostnames && !route.spec.hostnames.includes(listener.hostname)) {
      faults.push(`route ${name}: has not the hostname of listener ${ref.sectionName}`);
    }
  }
  for (const host of route.spec.hostnames ?? []) {
    const own = route.spec.parentRefs.some((ref) =>
      gatewayOf(objects, ref)?.spec.listeners.some((one) => one.name === ref.sectionName && one.hostname === host),
    );
    if (!own) faults.push(`route ${name}: no listener of its own for ${host}`);
  }
  return faults;
}

function gatewayOf(objects: Rendered[], ref: { name: string; namespace: string }): Gateway | undefined {
  return all(objects, 'Gateway').find(
    ({ metadata }) => metadata.name === ref.name && metadata.namespace === ref.namespace,
  );
}

const MODEL_HEADER = 'X-Gateway-Base-Model-Name';
const DRAW_HEADER = 'x-canary-draw';

function ruleFaults(objects: Rendered[], route: HttpRoute): string[] {
  const { name, namespace } = route.metadata;
  return route.spec.rules.flatMap((rule, index) => {
    const faults = [...matchFaults(route, rule), ...drawFaults(objects, route, rule)];
    if (rule.name !== undefined) faults.push(`route ${name}: has a rule with a name`);
    const [backend] = rule.backendRefs;
    if (rule.backendRefs.length !== 1)
      return [...faults, `route ${name}: ${rule.backendRefs.length} pools in one rule`];
    const byName = rule.matches.every(({ headers }) => headers?.some((one) => one.name === MODEL_HEADER));
    const bypassed = patched(objects, route).includes(`${namespace}.${name}.${index}`);
    if (byName === bypassed) faults.push(`route ${name}: rule ${index} and the body router do not fit`);
    if (backend.kind === 'Service')
      return backend.port === undefined ? [...faults, `route ${name}: no port of ${backend.name}`] : faults;
    const target = backend.namespace ?? namespace;
    const pool = all(objects, 'InferencePool').find(
      ({ metadata }) => metadata.name === backend.name && metadata.namespace === target,
    );
    const server = pool && selected(objects, target, pool.spec.selector.matchLabels);
    if (!server) return [...faults, `route ${name}: no pool ${target}/${backend.name}`];
    return byName ? [...faults, ...nameFaults(objects, route, rule, server)] : faults;
  });
}

/** What the proxies of a route's gateway do beside Gateway API. */
function patches(objects: Rendered[], route: HttpRoute) {
  const [{ name, namespace }] = route.spec.parentRefs;
  return all(objects, 'EnvoyFilter')
    .filter(({ metadata, spec }) => metadata.namespace === namespace && spec.targetRefs[0].name === name)
    .flatMap(({ spec }) => spec.configPatches);
}

/** Rules that pass without the body router, by the names that Istio gives them. */
function patched(objects: Rendered[], route: HttpRoute): string[] {
  return patches(objects, route)
    .filter(({ applyTo, patch }) => {
      const filters = patch.value.typed_per_filter_config ?? {};
      return applyTo === 'HTTP_ROUTE' && 'envoy.filters.http.ext_proc.bbr' in (filters as object);
    })
    .map(({ match }) => match.routeConfiguration?.vhost.route?.name ?? '');
}

function matchFaults(route: HttpRoute, { matches }: Rule): string[] {
  const { name } = route.metadata;
  return matches.flatMap(({ path, method, headers = [] }) => {
    const faults: string[] = [];
    if (path.type !== 'Exact' || method !== 'POST')
      faults.push(`route ${name}: publishes more than POST ${path.value}`);
    if (!headers.some((one) => one.name === DRAW_HEADER)) return faults;
    const rest = JSON.stringify(headers.filter((one) => one.name !== DRAW_HEADER));
    const others = route.spec.rules.flatMap((rule) => rule.matches);
    return others.some((other) => other.path.value === path.value && JSON.stringify(other.headers ?? []) === rest)
      ? faults
      : [...faults, `route ${name}: nobody answers the other draws for ${path.value}`];
  });
}

function drawFaults(objects: Rendered[], route: HttpRoute, { matches }: Rule): string[] {
  const draws = matches.some(({ headers }) => headers?.some((one) => one.name === DRAW_HEADER));
  const drawn = patches(objects, route).some(({ patch }) => patch.value.name === 'inference-gateway.canary-draw');
  return draws && !drawn ? [`route ${route.metadata.name}: nobody draws for its canary`] : [];
}

function nameFaults(objects: Rendered[], route: HttpRoute, { matches }: Rule, server: Deployment): string[] {
  const { name } = route.metadata;
  const served = flagOf(containerOf(server).args, 'served-model-name');
  const known = all(objects, 'ConfigMap')
    .filter(({ metadata }) => metadata.labels?.['inference.networking.k8s.io/bbr-managed'] === 'true')
    .filter(({ metadata }) => metadata.namespace === route.spec.parentRefs[0].namespace)
    .map(({ data }) => data);
  const table = known.find(({ baseModel }) => baseModel === served);
  const adapters: string[] = parse(table?.adapters ?? '[]');
  const unknown =
    adapters.join() === loaded(containerOf(server).args).join()
      ? []
      : [`route ${name}: the body router knows adapters ${adapters.join()} of ${served}, others are served`];
  const matched = matches.flatMap(({ headers }) => {
    const faults: string[] = [];
    const header = headers?.find((one) => one.name === MODEL_HEADER);
    if (header?.value !== served) faults.push(`route ${name}: matches ${header?.value}, but ${served} is served`);
    if (!table) faults.push(`route ${name}: the body router does not know ${served}`);
    return faults;
  });
  return [...unknown, ...matched];
}

/** Names of the adapters that a server loads. */
function loaded(args: string[]): string[] {
  const [, ...modules] = args.includes('--lora-modules') ? args.slice(args.indexOf('--lora-modules')) : [];
  return modules.map((module) => JSON.parse(module).name);
}

function sizeFaults({ metadata, spec }: HttpRoute): string[] {
  const matches = spec.rules.map((rule) => rule.matches.length);
  const tooMany =
    spec.rules.length > 16 || matches.some((count) => count > 64) || matches.reduce((a, b) => a + b) > 128;
  return tooMany ? [`route ${metadata.name}: more than Gateway API allows`] : [];
}

function grantFaults(objects: Rendered[], routes: HttpRoute[]): string[] {
  const needed = routes.flatMap(({ metadata, spec }) =>
    spec.rules
      .flatMap(({ backendRefs }) => backendRefs)
      .filter(({ namespace }) => namespace !== undefined && namespace !== metadata.namespace)
      .map(({ kind, name, namespace }) => `HTTPRoute ${metadata.namespace} -> ${kind} ${namespace}/${name}`),
  );
  const given = all(objects, 'ReferenceGrant').flatMap(({ metadata, spec }) =>
    spec.from.flatMap((from) =>
      spec.to.map((to) => `${from.kind} ${from.namespace} -> ${to.kind} ${metadata.namespace}/${to.name}`),
    ),
  );
  return [
    ...[...new Set(needed)].filter((edge) => !given.includes(edge)).map((edge) => `no grant ${edge}`),
    ...given.filter((edge) => !needed.includes(edge)).map((edge) => `unused grant ${edge}`),
    ...given.filter((edge, index) => given.indexOf(edge) !== index).map((edge) => `grant twice ${edge}`),
  ];
}

/** Matches that two rules of one gateway claim on the same listener: only the older route would get the request. */
function shadowed(routes: HttpRoute[]): string[] {
  const claims = routes.flatMap(({ spec }) =>
    spec.parentRefs.flatMap(({ name, namespace, sectionName }) =>
      spec.rules.flatMap(({ matches }) =>
        matches.map(
          ({ path, headers = [] }) =>
            `${namespace}/${name}/${sectionName}${path.value} ${headers.map((one) => `${one.name}: ${one.value}`)}`,
        ),
      ),
    ),
  );
  return claims.filter((claim, index) => claims.indexOf(claim) !== index).map((claim) => `claimed twice: ${claim}`);
}

/** What stops a request on its way from a listener to a model, one line each. Redirects are no such way. */
export function pathFaults(objects: Rendered[]): string[] {
  const routes = all(objects, 'HTTPRoute').filter(({ spec }) => spec.rules.every(({ backendRefs }) => backendRefs));
  return [
    ...all(objects, 'InferencePool').flatMap((pool) => poolFaults(objects, pool)),
    ...routes.flatMap((route) => [
      ...attachmentFaults(objects, route),
      ...ruleFaults(objects, route),
      ...sizeFaults(route),
    ]),
    ...grantFaults(objects, routes),
    ...shadowed(routes),
  ];
}
