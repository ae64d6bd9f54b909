import type { App } from 'cdk8s';
import { Model, ModelRoute, ModelTask, RequestMatch } from 'cdk8s-inference-gateway';
import { pathFaults } from '../judges/path';
import { poolIn, team } from '../programs';
import { refuses } from '../refuses';
import { find, objectsOf } from '../render';
import { violations } from '../schema/crd-schema';

const large = RequestMatch.header('x-model-class', 'large');
const EMBEDS = { model: Model.huggingFace('acme/embed', { task: ModelTask.EMBED }) };

/** A route of 'qwen3' by its name, and of 'llama' by a header. */
function byHeader(match = large) {
  const program = team();
  program.route.addModel(poolIn(program.chart, 'llama'), { match });
  return program;
}

function rulesOf(app: App) {
  return find(app, 'HTTPRoute', 'everyone').spec.rules;
}

/** Names of the rules that pass without the body router. */
function bypassing(app: App): unknown[] {
  const { configPatches } = find(app, 'EnvoyFilter', 'gateway-request-filters').spec;
  return configPatches
    .filter(({ applyTo }) => applyTo === 'HTTP_ROUTE')
    .map(({ match }) => match.routeConfiguration?.vhost.route?.name);
}

test('a header leads to its pool, whatever the body says, for the same paths by POST', () => {
  const { app } = byHeader();
  const [rule] = rulesOf(app);
  expect(rule.backendRefs[0].name).toBe('llama');
  expect(rule.matches.map(({ path, method }) => [method, path.value])).toEqual([
    ['POST', '/v1/chat/completions'],
    ['POST', '/v1/completions'],
    ['POST', '/v1/responses'],
  ]);
  for (const { headers } of rule.matches) {
    expect(headers).toEqual([{ type: 'Exact', name: 'x-model-class', value: 'large' }]);
  }
  const objects = objectsOf(app);
  expect([pathFaults(objects), objects.flatMap(violations)]).toEqual([[], []]);
});

test('a header stands in front of names, however late it was added', () => {
  expect(rulesOf(byHeader().app).map(({ backendRefs }) => backendRefs[0].name)).toEqual(['llama', 'qwen3']);
});

test('a header passes without the body router, a name does not', () => {
  expect(bypassing(byHeader().app)).toEqual(['ai.everyone.0']);
  expect(bypassing(team().app)).toEqual([]);
});

test('the body router is switched off by the name of its own filter', () => {
  const { configPatches } = find(byHeader().app, 'EnvoyFilter', 'gateway-request-filters').spec;
  const router = configPatches.find(({ patch }) => 'grpc_service' in (patch.value.typed_config ?? {}));
  expect(configPatches.at(-1)?.patch).toEqual({
    operation: 'MERGE',
    value: {
      typed_per_filter_config: {
        [String(router?.patch.value.name)]: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute',
          disabled: true,
        },
      },
    },
  });
});

test('one pool is reached by its name and by a header, and listed once', () => {
  const { app, pool, route } = team();
  route.addModel(pool, { match: large });
  expect(rulesOf(app).map(({ backendRefs }) => backendRefs[0].name)).toEqual(['qwen3', 'qwen3']);
  expect(JSON.stringify(find(app, 'EnvoyFilter', 'gateway-models-list')).split('\\"id\\"').length).toBe(2);
});

test('a model that is reached by a header only is unknown to the body router', () => {
  const { app, gateway } = byHeader();
  expect(gateway.bodyRouter.modelConfigMaps.map(({ name }) => name)).toEqual(['gateway-model-qwen3']);
  expect(objectsOf(app).filter(({ metadata }) => metadata.name === 'gateway-model-llama')).toEqual([]);
});

test('a route by path alone matches no header and passes without the body router', () => {
  const { app, pool, route } = team({ route: { models: [] } });
  route.addModel(pool, { match: RequestMatch.PATH });
  const [rule] = rulesOf(app);
  for (const match of rule.matches) expect(match).not.toHaveProperty('headers');
  expect(bypassing(app)).toEqual(['ai.everyone.0']);
  expect(pathFaults(objectsOf(app))).toEqual([]);
});

test('a rule in the second HTTPRoute passes by the name that it has there', () => {
  const { app, chart, route } = team({ route: { models: [] } });
  for (let index = 0; index < 17; index++) {
    route.addModel(poolIn(chart, `m${index}`), { match: RequestMatch.header('x-m', String(index)) });
  }
  expect(bypassing(app).slice(15)).toEqual(['ai.everyone.15', 'ai.everyone-2.0']);
  expect(pathFaults(objectsOf(app))).toEqual([]);
});

test('paths alone and headers share a host: the header wins', () => {
  const { app, chart, route } = team({ route: { models: [] } });
  route.addModel(poolIn(chart, 'small'), { match: RequestMatch.PATH });
  route.addModel(poolIn(chart, 'llama'), { match: large });
  expect(rulesOf(app).map(({ matches }) => matches[0].headers?.length ?? 0)).toEqual([0, 1]);
  expect(pathFaults(objectsOf(app))).toEqual([]);
});

test('a canary may be asked for by a header or by path, with the same draws', () => {
  const { app, chart, pool, route } = team({ route: { models: [] } });
  route.addCanary(pool, poolIn(chart, 'next', { modelName: 'qwen3' }), 30, { match: large });
  expect(rulesOf(app)[0].matches[0].headers).toEqual([
    { type: 'Exact', name: 'x-model-class', value: 'large' },
    { type: 'RegularExpression', name: 'x-canary-draw', value: '[0-9]|[1-2][0-9]' },
  ]);
  expect(bypassing(app)).toEqual(['ai.everyone.0', 'ai.everyone.1']);
});

for (const name of [
  'x-gateway-model-name',
  'X-Gateway-Base-Model-Name',
  'x-llm-d-priority',
  'x-slo-ttft-ms',
  'X-Canary-Draw',
  'Authorization',
  'host',
]) {
  refuses(
    `a route by the header ${name}`,
    () => RequestMatch.header(name, 'a'),
    `'name' (${name})`,
    'write another one',
  );
}
for (const name of ['', 'x model', ':method', 'x-modèle', '-x', 'x'.repeat(257)]) {
  refuses(
    `'${name.slice(0, 9)}' as a header`,
    () => RequestMatch.header(name, 'a'),
    `'name' (${name})`,
    "write 'x-model-class'",
  );
}
for (const value of ['', ' large', 'large ', 'groß', 'x'.repeat(4097)]) {
  refuses(
    `'${value.slice(0, 9)}' as the value of a header`,
    () => RequestMatch.header('x-model-class', value),
    "'value' (",
    "write 'large'",
  );
}
refuses(
  'one header with one value for two models',
  (app) => {
    const { chart, route } = team({}, app);
    for (const name of ['a', 'b']) {
      route.addModel(poolIn(chart, name), {
        match: RequestMatch.header(name === 'a' ? 'X-Class' : 'x-class', 'large'),
      });
    }
  },
  'route-conflict: HTTPRoute ai/everyone',
  'with x-class: large',
  'remove one of the two matches',
);
refuses(
  'two headers that one request can carry both',
  (app) => {
    const { chart, route } = team({}, app);
    route.addModel(poolIn(chart, 'a'), { match: large });
    route.addModel(poolIn(chart, 'b'), { match: RequestMatch.header('x-team', 'red') });
  },
  "header 'x-model-class' and by header 'x-team'",
  'choose one header',
);
refuses(
  'a path that takes the requests of a name, on one route or two',
  (app) => {
    const { chart, gateway } = team({}, app);
    const route = new ModelRoute(chart, 'glass', { gateway });
    route.addModel(poolIn(chart, 'b'), { match: RequestMatch.PATH });
  },
  "'match' of route 'ai/glass' takes every POST /v1/chat/completions on *:80",
  "'qwen3' of route 'ai/everyone'",
  'a hostname of its own',
);
refuses(
  'two models on one path alone',
  (app) => {
    const { chart, pool, route } = team({ route: { models: [] } }, app);
    route.addModel(pool, { match: RequestMatch.PATH });
    route.addModel(poolIn(chart, 'b'), { match: RequestMatch.PATH });
  },
  'route-conflict: HTTPRoute ai/everyone',
  'remove one of the two matches',
);
refuses(
  'a path that is added later and takes the requests of another rule',
  (app) => {
    const { chart, route } = team({}, app);
    route.addModel(poolIn(chart, 'embed', EMBEDS), { match: RequestMatch.PATH });
    route.addPath('/v1/embeddings');
  },
  "'match' of route 'ai/everyone' takes every POST /v1/embeddings",
);
