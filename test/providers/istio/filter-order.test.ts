import { App, Size } from 'cdk8s';
import { Cluster } from 'cdk8s-inference-gateway';
import { team } from '../../programs';
import { find } from '../../render';
import type { EnvoyPatch } from '../../shapes';

function patches(app = team().app): EnvoyPatch[] {
  return find(app, 'EnvoyFilter', 'gateway-request-filters').spec.configPatches;
}

/** Filters as Envoy has them once Istio has applied the patches: each INSERT_FIRST goes in front of all before it. */
function chain(app?: App): EnvoyPatch['patch']['value'][] {
  return patches(app)
    .map(({ patch }) => patch.value)
    .reverse();
}

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

test('a request meets header hygiene first, then the body limit, then the body router', () => {
  expect(chain().map(({ name }) => name)).toEqual([
    'inference-gateway.header-hygiene',
    'inference-gateway.body-limit',
    'envoy.filters.http.ext_proc.bbr',
  ]);
});

test('every filter is inserted in front of those of Istio, in gateways only', () => {
  for (const { applyTo, match, patch } of patches()) {
    expect([applyTo, match.context, patch.operation]).toEqual(['HTTP_FILTER', 'GATEWAY', 'INSERT_FIRST']);
    expect(match).toHaveProperty('listener.filterChain.filter.name', 'envoy.filters.network.http_connection_manager');
  }
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
  expect(JSON.stringify(chain()[1])).toContain('length > 10485760 then');
  const { app } = team({ gateway: { maxBodySize: Size.mebibytes(2) } });
  expect(JSON.stringify(chain(app)[1])).toContain('length > 2097152 then');
});

test('a body that is too long is refused with 413, one of unknown length with 411, and a GET has none', () => {
  const source = (chain()[1].typed_config.default_source_code as { readonly inline_string: string }).inline_string;
  expect(source).toMatch(
    /method == "GET".*then return end[\s\S]*length == nil then\n.*"411"[\s\S]*length > \d+ then\n.*"413"/,
  );
});

test('the router leaves answers alone, so that streams flow', () => {
  expect(chain()[2].typed_config.processing_mode).toMatchObject({
    response_header_mode: 'SKIP',
    response_body_mode: 'NONE',
    response_trailer_mode: 'SKIP',
  });
});

test('the router sees the whole body of a request, in a stream', () => {
  expect(chain()[2].typed_config.processing_mode).toMatchObject({
    request_header_mode: 'SEND',
    request_body_mode: 'FULL_DUPLEX_STREAMED',
    request_trailer_mode: 'SEND',
  });
});

test('no request passes without the router', () => {
  expect(chain()[2].typed_config.failure_mode_allow).toBe(false);
});

test('the proxies ask the Service of the router on its port', () => {
  const app = new App();
  Cluster.define(app, { clusterDomain: 'corp.local' });
  team({}, app);
  const { port } = find(app, 'Service', 'gateway-body-router').spec.ports[0];
  expect(chain(app)[2].typed_config.grpc_service).toEqual({
    envoy_grpc: { cluster_name: `outbound|${port}||gateway-body-router.ai.svc.corp.local` },
  });
});
