import { App, Duration } from 'cdk8s';
import {
  Cluster,
  GatewayProvider,
  InferenceGateway,
  ModelPool,
  ModelRoute,
  PickerConfig,
  Priority,
  RequestMatch,
  Requirements,
  TenantRoute,
  TrafficClass,
  Versions,
} from 'cdk8s-inference-gateway';
import { parse } from 'yaml';
import { foreignTeam, poolIn, team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { all, captured, chartIn, find, objectsOf, type Rendered } from '../render';
import { violations } from '../schema/crd-schema';

const OWN = `apiVersion: inference.networking.x-k8s.io/v1alpha1
kind: EndpointPickerConfig
plugins: [{type: queue-scorer}]
schedulingProfiles: [{name: default, plugins: [{pluginRef: queue-scorer}]}]
`;

/** The objective that each rule of the gateway's routes says to the picker, by the rule's name. */
function said(objects: Rendered[]): Record<string, string> {
  const { configPatches } = find(objects, 'EnvoyFilter', 'gateway-request-filters').spec;
  return Object.fromEntries(
    configPatches.flatMap(({ applyTo, match, patch }) => {
      const value = /"key":"x-gateway-inference-objective","value":"([^"]*)"/.exec(JSON.stringify(patch))?.[1];
      const { route } = (match as { routeConfiguration?: { vhost: { route?: { name: string } } } }).routeConfiguration
        ?.vhost ?? { route: undefined };
      return applyTo === 'HTTP_ROUTE' && value !== undefined ? [[route?.name ?? '', value]] : [];
    }),
  );
}

function picker(objects: Rendered[], pool: string) {
  return parse(find(objects, 'ConfigMap', `${pool}-epp`).data['plugins.yaml']);
}

test('the rule of a model names an objective of its pool, which has the value', () => {
  const objects = objectsOf(tenancy(['a', 'b'], { priority: Priority.HIGH }).app);
  expect(said(objects)).toEqual({ 'a.route.0': 'chat-high', 'b.route.0': 'chat-high' });
  const [objective, ...others] = all(objects, 'InferenceObjective');
  expect(others).toEqual([]);
  expect(objective.metadata).toMatchObject({ name: 'chat-high', namespace: 'models' });
  expect(objective.spec).toMatchObject({ priority: 10, poolRef: { name: 'chat', kind: 'InferencePool' } });
  expect(objects.flatMap(violations)).toEqual([]);
});

test('a model may have another priority than its route', () => {
  const program = tenancy(['a'], { priority: Priority.HIGH });
  program.tenants[0].addModel(program.code, { priority: Priority.SHEDDABLE });
  expect(said(objectsOf(program.app))).toEqual({ 'a.route.0': 'chat-high', 'a.route.1': 'code-sheddable' });
});

test.each([Versions.ISTIO.lock, Versions.ISTIO_WITH_SEVERAL_POOLS_IN_ONE_RULE])(
  'each side of a canary has an objective of its own, with Istio %s too',
  (version) => {
    const app = new App();
    Cluster.define(app, { provider: GatewayProvider.istio({ version }) });
    const program = tenancy(['a'], { models: [], priority: Priority.HIGH }, app);
    const next = poolIn(program.models, 'chat-next', { modelName: 'chat' });
    program.tenants[0].addCanary(program.chat, next, 10);
    const objects = objectsOf(app);
    expect(said(objects)).toEqual({ 'a.route.0': 'chat-next-high', 'a.route.1': 'chat-high' });
    expect(all(objects, 'InferenceObjective').map(({ spec }) => spec.poolRef.name)).toEqual(['chat', 'chat-next']);
  },
);

test('a rule that passes by the body router keeps that beside its priority', () => {
  const { app, route, pool } = team({ route: { models: [], hostnames: ['a.example.com'] } });
  route.addModel(pool, { match: RequestMatch.PATH, priority: Priority.HIGH });
  const { configPatches } = find(objectsOf(app), 'EnvoyFilter', 'gateway-request-filters').spec;
  const patches = configPatches.filter(({ applyTo }) => applyTo === 'HTTP_ROUTE');
  expect(patches.map(({ patch }) => Object.keys(patch.value.typed_per_filter_config as object))).toEqual([
    ['envoy.filters.http.ext_proc.bbr', 'inference-gateway.identity'],
  ]);
});

describe('requests wait at the picker', () => {
  test.each([
    ['where a route has a priority', () => team({ route: { priority: Priority.HIGH } }).app, 'qwen3'],
    ['where several tenants share a pool', () => tenancy(['a', 'b']).app, 'chat'],
  ])('%s', (_, program, pool) => {
    expect(picker(objectsOf(program()), pool)).toMatchObject({
      featureGates: ['flowControl'],
      saturationDetector: { pluginRef: 'utilization-detector' },
    });
  });

  test('but not where one team has a pool for itself', () => {
    expect(picker(objectsOf(team().app), 'qwen3').featureGates).toBeUndefined();
    expect(picker(objectsOf(tenancy(['a']).app), 'chat').featureGates).toBeUndefined();
  });

  test('with turns in each band, and room for few where requests may be shed', () => {
    const { app, tenants, code } = tenancy(['a', 'b']);
    tenants[0].addModel(code, { priority: Priority.of('mine', 3) });
    tenants[1].addModel(code, { priority: Priority.of('last', -20) });
    const { defaultPriorityBand, priorityBands } = picker(objectsOf(app), 'code').flowControl;
    expect(priorityBands).toEqual([
      { priority: -10, maxRequests: '10', fairnessPolicyRef: 'round-robin-fairness-policy' },
      { priority: -20, maxRequests: '10', fairnessPolicyRef: 'round-robin-fairness-policy' },
    ]);
    expect(defaultPriorityBand).toEqual({ fairnessPolicyRef: 'round-robin-fairness-policy' });
  });

  test.each([
    [TrafficClass.STREAMING, '60s'],
    [TrafficClass.AGENT, '30s'],
    [TrafficClass.of('quick', { request: Duration.seconds(1) }), '1s'],
  ])('no longer than half of the time for an answer, and a minute', (trafficClass, wait) => {
    const { app, tenants, code } = tenancy(['a', 'b']);
    tenants[0].addModel(code);
    tenants[1].addModel(code, { trafficClass, priority: Priority.HIGH });
    expect(picker(objectsOf(app), 'code').flowControl.defaultRequestTTL).toBe(wait);
  });

  test('in a configuration that its own checks accept', () => {
    const { data } = find(
      objectsOf(tenancy(['a', 'b'], { priority: Priority.SHEDDABLE }).app),
      'ConfigMap',
      'chat-epp',
    );
    expect(() => PickerConfig.fromYaml(data['plugins.yaml'])).not.toThrow();
    const yaml = data['plugins.yaml'];
    const endpointPicker = PickerConfig.fromYaml(yaml);
    const { result, printed } = captured(() => {
      const { app } = team({ pool: { endpointPicker }, route: { priority: Priority.SHEDDABLE } });
      return picker(objectsOf(app), 'qwen3');
    });
    expect(result).toEqual(parse(yaml));
    expect(printed.filter((line) => line.includes('lacks'))).toEqual([]);
  });

  test('and the picker restarts when that begins, but not for further tenants and priorities', () => {
    const checksum = (names: string[], priority?: Priority) => {
      const { app } = tenancy(names, { priority });
      return find(objectsOf(app), 'Deployment', 'chat-epp').spec.template.metadata.annotations?.['checksum/config'];
    };
    expect(checksum(['a'])).not.toBe(checksum(['a', 'b']));
    expect(checksum(['a', 'b', 'c'], Priority.HIGH)).toBe(checksum(['a', 'b']));
    expect(checksum(['a', 'b', 'c'], Priority.SHEDDABLE)).toBe(checksum(['a', 'b']));
  });
});

test("a configuration of one's own that knows no tenants is warned of", () => {
  const { printed } = captured(() => {
    const app = new App();
    const gateway = new InferenceGateway(chartIn(app, 'edge'), 'gateway');
    const pool = poolIn(chartIn(app, 'models'), 'chat', { endpointPicker: PickerConfig.fromYaml(OWN) });
    for (const name of ['a', 'b']) {
      new TenantRoute(chartIn(app, name), 'route', { gateway, hostnames: [`${name}.example.com`], models: [pool] });
    }
    app.synthYaml();
  });
  expect(printed.filter((line) => line.includes("of pool 'chat' lacks the feature gate 'flowControl'"))).toHaveLength(
    1,
  );
});

test('the owner of a pool is asked for its objectives', () => {
  const app = new App();
  const chart = chartIn(app, 'edge');
  const gateway = new InferenceGateway(chart, 'gateway');
  const pool = ModelPool.fromExisting(chart, 'llama', {
    name: 'llama',
    namespace: 'ml',
    modelName: 'llama',
    isolated: false,
  });
  new ModelRoute(chart, 'route', { gateway, models: [pool], priority: Priority.HIGH });
  expect(said(objectsOf(app))).toEqual({ 'edge.route.0': 'llama-high' });
  expect(Requirements.of(app).manifests('ml')).toContainEqual(
    expect.objectContaining({
      kind: 'InferenceObjective',
      spec: expect.objectContaining({ priority: 10, poolRef: expect.objectContaining({ name: 'llama' }) }),
    }),
  );
});

refuses(
  "a priority that one's own picker configuration ignores",
  (app) => team({ pool: { endpointPicker: PickerConfig.fromYaml(OWN) }, route: { priority: Priority.HIGH } }, app),
  "'priority' (high)",
  "the feature gate 'flowControl'",
  'PickerConfig.of({})',
);
describe("what one's own picker configuration has", () => {
  const own = ({ ttl = '1m', fairness = 'round-robin-fairness-policy', detector = 'utilization-detector' }) =>
    PickerConfig.custom({
      plugins: [{ type: 'queue-scorer' }, { type: fairness, name: 'turns' }, { type: detector, name: 'full' }],
      profile: [{ pluginRef: 'queue-scorer' }],
      featureGates: ['flowControl'],
      sections: {
        saturationDetector: { pluginRef: 'full' },
        flowControl: { defaultRequestTTL: ttl, defaultPriorityBand: { fairnessPolicyRef: 'turns' } },
      },
    });
  const program = (endpointPicker: PickerConfig) => (app: App) =>
    team({ pool: { endpointPicker }, route: { priority: Priority.HIGH } }, app);

  test('is enough', () => {
    expect(() => captured(() => program(own({}))(new App()))).not.toThrow();
  });

  refuses('a wait as long as an answer may take', program(own({ ttl: '10m' })), 'defaultRequestTTL below the 600s');
  refuses(
    'no turns',
    program(own({ fairness: 'global-strict-fairness-policy' })),
    'round-robin-fairness-policy for priority 0, 10',
  );
  refuses(
    'a detector that never says that a pool is full',
    program(own({ detector: 'concurrency-detector' })),
    'a saturationDetector of the type utilization-detector',
  );
});

refuses(
  'two values of one name on a pool',
  (app) => {
    const { pool, route } = team({ route: { priority: Priority.HIGH } }, app);
    new ModelRoute(chartIn(app, 'more'), 'more', {
      gateway: route.gateway,
      hostnames: ['more.example.com'],
      models: [pool],
      priority: Priority.of('high', 20),
    });
  },
  "'priority' (high, 20)",
  'is 10 on pool',
);
refuses('a name that cannot be one', () => Priority.of('Very High', 1), "'priority' (Very High)");
refuses('a value that is not whole', () => Priority.of('half', 0.5), "'priority' (0.5)");
refuses(
  'a priority behind a gateway of another owner',
  (app) => foreignTeam(app, { priority: Priority.HIGH }),
  "'priority' (high)",
  'of another owner',
);
