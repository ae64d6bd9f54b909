import { App } from 'cdk8s';
import { Engine, ModelRoute } from 'cdk8s-inference-gateway';
import { poolIn, poolsIn, team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { all, chartIn, containerOf, find, flagOf, objectsOf, oneChart, selects, withoutPath } from '../render';

describe.each([
  ['vLLM', Engine.vllm()],
  ['the simulator', Engine.simulator()],
])('with %s', (_, engine) => {
  const { app, chart, route } = team({ pool: { engine, port: 8123 } });
  for (const pool of poolsIn(chart, 2, { engine })) route.addModel(pool);
  poolIn(chartIn(app, 'other'), 'qwen3', { engine });
  const objects = objectsOf(app);

  test('each pool selects the pods of exactly one Deployment of its namespace', () => {
    const pools = all(objects, 'InferencePool');
    expect(pools).toHaveLength(4);
    for (const { metadata, spec } of pools) {
      const selected = all(objects, 'Deployment').filter(
        (deployment) =>
          deployment.metadata.namespace === metadata.namespace &&
          selects(spec.selector.matchLabels, deployment.spec.template.metadata.labels),
      );
      expect(selected.map((deployment) => deployment.metadata.name)).toEqual([metadata.name]);
    }
  });

  test('the port of the pool is the one on which the server listens', () => {
    const { targetPorts } = find(objects, 'InferencePool', 'qwen3', 'ai').spec;
    const { ports, args } = containerOf(find(objects, 'Deployment', 'qwen3', 'ai'));
    expect(targetPorts).toEqual([{ number: 8123 }]);
    expect(ports).toEqual([{ name: 'http', containerPort: 8123, protocol: 'TCP' }]);
    expect(flagOf(args, 'port')).toBe('8123');
  });
});

test('a Deployment selects the pods that it makes, and no others', () => {
  const { app, chart } = team();
  poolsIn(chart, 3);
  const deployments = all(app, 'Deployment');
  expect(deployments.length).toBeGreaterThan(8);
  for (const { metadata, spec } of deployments) {
    const selected = deployments.filter((other) =>
      selects(spec.selector.matchLabels, other.spec.template.metadata.labels),
    );
    expect(selected.map((other) => other.metadata.name)).toEqual([metadata.name]);
  }
});

test('every Deployment has a disruption budget for exactly its pods, which never blocks a drain for ever', () => {
  const objects = objectsOf(team().app);
  for (const { metadata, spec } of all(objects, 'Deployment')) {
    const budget = find(objects, 'PodDisruptionBudget', metadata.name, metadata.namespace).spec;
    expect(budget.selector).toEqual(spec.selector);
    const { maxUnavailable, minAvailable, unhealthyPodEvictionPolicy } = budget;
    expect([maxUnavailable, minAvailable, unhealthyPodEvictionPolicy]).toEqual([1, undefined, 'AlwaysAllow']);
  }
});

test('the pods of a workload spread over nodes and zones, but start where they can', () => {
  for (const { spec } of all(team().app, 'Deployment')) {
    expect(spec.template.spec.topologySpreadConstraints).toEqual(
      ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: spec.selector.matchLabels },
      })),
    );
  }
});

test('no route changes the model servers of a pool, nor one tenant its picker', () => {
  const pods = (tenants: string[]) =>
    all(tenancy(tenants).app, 'Deployment').filter(({ metadata }) => metadata.namespace === 'models');
  const servers = (tenants: string[]) => pods(tenants).filter(({ metadata }) => !metadata.name.endsWith('-epp'));
  expect(servers(['a', 'b', 'c'])).toEqual(servers([]));
  expect(pods(['a'])).toEqual(pods([]));
});

test('a pool without any route is reachable by its picker only', () => {
  const { app, chart } = oneChart('models');
  poolIn(chart, 'idle');
  const { ingress } = find(app, 'NetworkPolicy', 'idle').spec;
  expect(ingress?.flatMap(({ from }) => from?.map(({ podSelector }) => podSelector?.matchLabels))).toEqual([
    { 'app.kubernetes.io/name': 'endpoint-picker', 'app.kubernetes.io/instance': 'idle-epp' },
  ]);
  expect(find(app, 'NetworkPolicy', 'idle-epp').spec.ingress).toBeUndefined();
});

test('a pool keeps its name when its id changes', () => {
  const render = (id: string) => {
    const { app, chart } = oneChart('models');
    poolIn(chart, id, { name: 'chat', modelName: 'chat' });
    return objectsOf(app).map(withoutPath);
  };
  expect(render('new-id')).toEqual(render('old-id'));
});

refuses(
  'a pool name that is no DNS label',
  (app) => poolIn(chartIn(app, 'ai'), 'x', { name: 'Llama_3' }),
  "'name' (Llama_3)",
  "write 'llama-3'",
);
refuses(
  'a pool id that is no DNS label',
  (app) => poolIn(chartIn(app, 'ai'), '3.1-llama'),
  "'name' (3.1-llama)",
  "write 'llama'",
);
refuses(
  'a pool name that leaves no room for -epp',
  (app) => poolIn(chartIn(app, 'ai'), 'x', { name: 'p'.repeat(60) }),
  `'name' (${'p'.repeat(60)})`,
  'has 60 characters, at most 59 fit',
  `since '${'p'.repeat(60)}-epp' must be a label too`,
  `write '${'p'.repeat(59)}'`,
);
for (const port of [0, 80, 1023, 65_536, 8000.5, Number.NaN]) {
  refuses(
    `the server port ${port}`,
    (app) => poolIn(chartIn(app, 'ai'), 'x', { port }),
    `'port' (${port})`,
    'whole number from 1024 to 65535',
    'write 8000',
  );
}
refuses(
  'two pools of one name in one namespace',
  (app) => {
    const chart = chartIn(app, 'ai');
    poolIn(chart, 'one', { name: 'chat' });
    poolIn(chart, 'two', { name: 'chat' });
  },
  "'name' (chat)",
  "ServiceAccount ai/chat is rendered by 'ai/one",
  "another 'name'",
);
refuses(
  'a pool whose name is that of the picker of another',
  (app) => {
    const chart = chartIn(app, 'ai');
    poolIn(chart, 'chat');
    poolIn(chart, 'chat-epp');
  },
  "'name' (chat-epp)",
  "another 'name'",
);
refuses(
  'a pool and a gateway whose objects have one name',
  (app) => {
    const { chart } = team({}, app);
    poolIn(chart, 'gateway-body-router');
  },
  "'name' (gateway-body-router)",
  "another 'name'",
);
refuses(
  'a pool in a namespace that is no DNS label',
  (app) => poolIn(chartIn(app, 'My_Models'), 'x'),
  "'namespace' (My_Models)",
  "write 'my-models'",
);

test('the room for a name is used to the last character', () => {
  const { app, gateway, chart } = team({}, new App());
  const pool = poolIn(chart, 'x', { name: 'p'.repeat(59), modelName: 'long' });
  new ModelRoute(chart, 'long', { gateway, models: [pool] });
  expect(find(app, 'Service', `${'p'.repeat(59)}-epp`).metadata.name).toHaveLength(63);
});
