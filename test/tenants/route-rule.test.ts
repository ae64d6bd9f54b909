import { App } from 'cdk8s';
import {
  Cluster,
  GatewayProvider,
  RequestMatch,
  type RouteRule,
  TrafficClass,
  Versions,
} from 'cdk8s-inference-gateway';
import { poolIn, poolsIn, serviceIn, team, tenancy } from '../programs';
import { all } from '../render';

/** A tenant with a model, a canary, a header and a Service. */
function everything(app = new App()) {
  const program = tenancy(['tenant-a'], { trafficClass: TrafficClass.INTERACTIVE }, app);
  const [tenant] = program.tenants;
  tenant.addCanary(program.code, poolIn(program.models, 'code-next', { modelName: 'code' }), 20);
  tenant.addModel(poolIn(program.models, 'big'), {
    match: RequestMatch.header('x-model-class', 'large'),
    trafficClass: TrafficClass.STREAMING,
  });
  const rerank = serviceIn(program.models, 'rerank', { port: 80, podLabels: { app: 'rerank' } });
  tenant.addService(rerank, { paths: ['/v1/rerank'] });
  return { ...program, tenant };
}

function summary({ match, modelName, paths, trafficClass, backends, drawBelow }: RouteRule) {
  const shares = backends.map(({ kind, name, percent }) => `${percent} % ${kind} ${name}`);
  return [match.kind, modelName, paths.length, trafficClass.name, shares.join(', '), drawBelow];
}

test('a route tells who answers what, for how long, and which share', () => {
  const { tenant } = everything();
  expect(tenant.hostnames).toEqual(['tenant-a.ai.example.com']);
  expect(tenant.rules.map(summary)).toEqual([
    ['header', 'big', 3, 'streaming', '100 % InferencePool big', undefined],
    ['path', undefined, 1, 'interactive', '100 % Service rerank', undefined],
    ['model name', 'chat', 3, 'interactive', '100 % InferencePool chat', undefined],
    ['model name', 'code', 3, 'interactive', '20 % InferencePool code-next', 20],
    ['model name', 'code', 3, 'interactive', '80 % InferencePool code', undefined],
  ]);
});

test('so it does where one rule holds both sides of a canary', () => {
  const app = new App();
  Cluster.define(app, {
    provider: GatewayProvider.istio({ version: Versions.ISTIO_WITH_SEVERAL_POOLS_IN_ONE_RULE }),
  });
  expect(everything(app).tenant.rules.map(summary).at(-1)).toEqual([
    'model name',
    'code',
    3,
    'interactive',
    '80 % InferencePool code, 20 % InferencePool code-next',
    undefined,
  ]);
});

test('each rule names its place among the HTTPRoutes', () => {
  const { app, chart, route } = team({ route: { models: [] } });
  for (const pool of poolsIn(chart, 18)) route.addModel(pool);
  const rendered = all(app, 'HTTPRoute').flatMap(({ metadata, spec }) =>
    spec.rules.map(({ backendRefs }, index) => [metadata.name, index, backendRefs[0].name]),
  );
  expect(route.rules.map(({ httpRoute, index, backends }) => [httpRoute, index, backends[0].name])).toEqual(rendered);
});
