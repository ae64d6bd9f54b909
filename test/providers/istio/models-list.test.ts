import type { App } from 'cdk8s';
import { Listener, ModelRoute } from 'cdk8s-inference-gateway';
import { CERTIFICATE, poolIn, team, tenancy } from '../../programs';
import { chartIn, find } from '../../render';

interface Answer {
  readonly match: { readonly path?: string; readonly prefix?: string; readonly headers: unknown[] };
  readonly direct_response: { readonly status: number; readonly body: { readonly inline_string: string } };
}

function patches(app: App) {
  return find(app, 'EnvoyFilter', 'gateway-models-list').spec.configPatches;
}

/** Model names by Envoy's virtual host. */
function lists(app: App): Record<string, string[]> {
  const entries = patches(app).map(({ match, patch }) => {
    const { direct_response } = patch.value as unknown as Answer;
    const { data } = JSON.parse(direct_response.body.inline_string) as { data: { id: string }[] };
    return [match.routeConfiguration?.vhost.name, data.map(({ id }) => id)];
  });
  return Object.fromEntries(entries);
}

test('each tenant sees its own models only', () => {
  const { app, code, tenants } = tenancy(['tenant-a', 'tenant-b']);
  tenants[1].addModel(code);
  expect(lists(app)).toEqual({
    'tenant-a.ai.example.com:443': ['chat'],
    'tenant-b.ai.example.com:443': ['chat', 'code'],
  });
});

test('a listener without hostname lists the models of all its routes', () => {
  const { app, gateway, chart } = team();
  new ModelRoute(chartIn(app, 'other'), 'more', { gateway, models: [poolIn(chart, 'second')] });
  expect(lists(app)).toEqual({ '*:80': ['qwen3', 'second'] });
});

test('each hostname and port has its list', () => {
  const { app } = team({
    gateway: {
      listeners: [
        Listener.https('a.example.com', { certificate: CERTIFICATE }),
        Listener.https('b.example.com', { certificate: CERTIFICATE, port: 8443 }),
      ],
    },
    route: { hostnames: ['a.example.com', 'b.example.com'] },
  });
  expect(Object.keys(lists(app))).toEqual(['a.example.com:443', 'b.example.com:8443']);
});

test('only GET of exactly /v1/models is answered, as JSON, in front of all routes', () => {
  const [{ applyTo, patch }] = patches(team().app);
  const { match, direct_response } = patch.value as unknown as Answer;
  expect([applyTo, patch.operation]).toEqual(['HTTP_ROUTE', 'INSERT_FIRST']);
  expect(match).toEqual({ path: '/v1/models', headers: [{ name: ':method', string_match: { exact: 'GET' } }] });
  expect(direct_response.status).toBe(200);
  expect(patch.value.response_headers_to_add).toMatchObject([
    { header: { key: 'content-type', value: 'application/json' } },
  ]);
});

test('the answer has the form of the OpenAI API', () => {
  const { direct_response } = patches(team().app)[0].patch.value as unknown as Answer;
  expect(JSON.parse(direct_response.body.inline_string)).toEqual({
    object: 'list',
    data: [{ id: 'qwen3', object: 'model', created: 0, owned_by: 'ai' }],
  });
});

test('a list needs no body router, so that clients see it while that is down', () => {
  const { app } = team();
  expect(patches(app).map(({ patch }) => patch.value)).toMatchObject([
    { typed_per_filter_config: { 'envoy.filters.http.ext_proc.bbr': { disabled: true } } },
  ]);
});
