import { App, Size } from 'cdk8s';
import { Authentication, Cluster, InferenceGateway, ModelRoute } from 'cdk8s-inference-gateway';
import { AUTHORIZER, serviceIn, TOKENS, team } from '../../programs';
import { chartIn, find } from '../../render';
import type { EnvoyPatch } from '../../shapes';

function patches(app = team().app): EnvoyPatch[] {
  return find(app, 'EnvoyFilter', 'gateway-request-filters').spec.configPatches;
}

/** Filters as Envoy has them once Istio has applied the patches: each INSERT_FIRST goes in front of all before it. */
function chain(app?: App): EnvoyPatch['patch']['value'][] {
  const filters = patches(app).filter(({ applyTo }) => applyTo === 'HTTP_FILTER');
  const [first, before] = ['INSERT_FIRST', 'INSERT_BEFORE'].map((operation) =>
    filters.filter(({ patch }) => patch.operation === operation).map(({ patch }) => patch.value),
  );
  return [...(first ?? []).reverse(), ...(before ?? [])];
}

/** The filter of a name. */
function filter(name: string, app?: App): EnvoyPatch['patch']['value'] {
  const found = chain(app).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no filter ${name}`);
  return found;
}

const BODY_LIMIT = 'inference-gateway.body-limit';
const BODY_ROUTER = 'envoy.filters.http.ext_proc.bbr';

interface HeaderMutations {
  readonly request_mutations: {
    readonly remove?: string;
    readonly remove_on_match?: { readonly key_matcher: { readonly prefix: string; readonly ignore_case: boolean } };
  }[];
  readonly response_mutations: { readonly remove: string }[];
}

function mutations(): HeaderMutations {
  return chain()[0].typed_config.mutations as HeaderMutations;
}

/** Whether a client's header reaches what stands behind the filter. */
function passes(header: string): boolean {
  return !mutations().request_mutations.some(
    ({ remove, remove_on_match }) =>
      remove === header ||
      (remove_on_match?.key_matcher.ignore_case && header.toLowerCase().startsWith(remove_on_match.key_matcher.prefix)),
  );
}

test('a request is cleaned, counted and measured before its body is read, and the picker is told whose it is', () => {
  expect(chain().map(({ name }) => name)).toEqual([
    'inference-gateway.header-hygiene',
    'inference-gateway.request-rate',
    BODY_LIMIT,
    'inference-gateway.body-rate',
    BODY_ROUTER,
    'inference-gateway.identity',
    'inference-gateway.admitted',
  ]);
});

test('who must prove who he is has proved it before his body is read', () => {
  const { app } = team({ gateway: { authentication: Authentication.anyOf(TOKENS, Authentication.apiKeys()) } });
  expect(chain(app).map(({ name }) => name)).toEqual([
    'inference-gateway.header-hygiene',
    'inference-gateway.request-rate',
    BODY_LIMIT,
    'inference-gateway.api-key-parse',
    'inference-gateway.api-keys',
    // Here Istio verifies tokens and asks its policies.
    'inference-gateway.token-expiry',
    'inference-gateway.body-rate',
    BODY_ROUTER,
    'inference-gateway.identity',
    'inference-gateway.admitted',
  ]);
  const late = patches(app).filter(({ patch }) => patch.operation === 'INSERT_BEFORE');
  expect(late).toHaveLength(5);
  for (const { match } of late) {
    expect(match).toHaveProperty('listener.filterChain.filter.subFilter.name', 'envoy.filters.http.ext_proc');
  }
});

test('where somebody else is asked, who is asked only where a route matches, the body is read before', () => {
  const { app } = team({ gateway: { authentication: AUTHORIZER } });
  const first = patches(app).filter(({ patch }) => patch.operation === 'INSERT_FIRST');
  expect(first.map(({ patch }) => patch.value.name)).toContain(BODY_ROUTER);
});

test('where no route leads to a pool, filters stand where the one for pickers would', () => {
  const app = new App();
  const gateway = new InferenceGateway(chartIn(app, 'ai'), 'gateway', { authentication: Authentication.apiKeys() });
  const service = serviceIn(chartIn(app, 'routers'), 'router', { port: 8080, podLabels: { app: 'router' } });
  const route = new ModelRoute(chartIn(app, 'team'), 'route', { gateway });
  route.addService(service, { paths: ['/v1/chat/completions'] });
  const late = patches(app).filter(({ patch }) => patch.operation === 'INSERT_BEFORE');
  for (const { match } of late) {
    expect(match).toHaveProperty('listener.filterChain.filter.subFilter.name', 'envoy.filters.http.grpc_stats');
  }
});

test('every patch is for gateways only', () => {
  for (const { match } of patches()) expect(match.context).toBe('GATEWAY');
});

test.each([
  'x-gateway-model-name-rewrite',
  'X-Gateway-Base-Model-Name',
  'x-gateway-inference-objective',
  'x-gateway-inference-fairness-id',
  'x-gateway-destination-endpoint',
  'x-llm-d-priority',
  'x-slo-ttft-ms',
  'x-slo-tpot-ms',
])('the header %s of a client is removed', (header) => {
  expect(passes(header)).toBe(false);
});

test.each(['authorization', 'content-type', 'x-request-id', 'traceparent', 'x-tenant'])(
  'the header %s of a client is left alone',
  (header) => expect(passes(header)).toBe(true),
);

test("the picker's own response header does not reach clients", () => {
  expect(mutations().response_mutations).toEqual([{ remove: 'x-went-into-resp-headers' }]);
});

test('bodies are limited to 10 MiB, unless asked otherwise', () => {
  expect(JSON.stringify(filter(BODY_LIMIT))).toContain('length > 10485760 then');
  const { app } = team({ gateway: { maxBodySize: Size.mebibytes(2) } });
  expect(JSON.stringify(filter(BODY_LIMIT, app))).toContain('length > 2097152 then');
});

test('a body that is too long is refused with 413, one of unknown length with 411, and a GET has none', () => {
  const source = (filter(BODY_LIMIT).typed_config.default_source_code as { readonly inline_string: string })
    .inline_string;
  expect(source).toMatch(
    /method == "GET".*then return end[\s\S]*length == nil then\n.*"411"[\s\S]*length > \d+ then\n.*"413"/,
  );
});

test('the router leaves answers alone, so that streams flow', () => {
  expect(filter(BODY_ROUTER).typed_config.processing_mode).toMatchObject({
    response_header_mode: 'SKIP',
    response_body_mode: 'NONE',
    response_trailer_mode: 'SKIP',
  });
});

test('the router sees the whole body of a request, in a stream', () => {
  expect(filter(BODY_ROUTER).typed_config.processing_mode).toMatchObject({
    request_header_mode: 'SEND',
    request_body_mode: 'FULL_DUPLEX_STREAMED',
    request_trailer_mode: 'SEND',
  });
});

test('no request passes without the router', () => {
  expect(filter(BODY_ROUTER).typed_config.failure_mode_allow).toBe(false);
});

test('the proxies ask the Service of the router on its port', () => {
  const app = new App();
  Cluster.define(app, { clusterDomain: 'corp.local' });
  team({}, app);
  const { port } = find(app, 'Service', 'gateway-body-router').spec.ports[0];
  expect(filter(BODY_ROUTER, app).typed_config.grpc_service).toEqual({
    envoy_grpc: { cluster_name: `outbound|${port}||gateway-body-router.ai.svc.corp.local` },
  });
});
