import { App } from 'cdk8s';
import {
  type AddServiceOptions,
  Listener,
  ModelRoute,
  ModelService,
  RequestMatch,
  Requirements,
  TenantRoute,
  TrafficClass,
} from 'cdk8s-inference-gateway';
import { pathFaults } from '../judges/path';
import { type Pod, reaches } from '../network/reach';
import { poolIn, serviceIn, team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { all, captured, chartIn, find, objectsOf } from '../render';
import { defaulted, violations } from '../schema/crd-schema';

const PODS = { app: 'llm-router' };
const CHAT = { paths: ['/v1/chat/completions'] };

/** Tenant 'tenant-a' with a router of its own, and a model server without picker in 'models'. */
function routed(app = new App()) {
  const program = tenancy(['tenant-a', 'tenant-b'], {}, app);
  const chart = chartIn(app, 'tenant-c');
  const router = serviceIn(chart, 'llm-router', { port: 8080, podLabels: PODS });
  const rerank = serviceIn(program.models, 'rerank', {
    port: 80,
    targetPort: 8000,
    podLabels: { app: 'rerank' },
  });
  const route = new TenantRoute(chart, 'route', {
    gateway: program.gateway,
    hostnames: ['tenant-c.ai.example.com'],
    trafficClass: TrafficClass.INTERACTIVE,
  });
  route.addService(router, CHAT);
  route.addService(rerank, { paths: ['/v1/rerank', '/v1/score'] });
  return { ...program, route, router, rerank };
}

test('paths lead to the Service and its port, by POST, with the timeouts of the route', () => {
  const { rules } = find(routed().app, 'HTTPRoute', 'route', 'tenant-c').spec;
  expect(rules.map(({ backendRefs }) => backendRefs)).toEqual([
    [{ group: '', kind: 'Service', name: 'llm-router', port: 8080, weight: 1 }],
    [{ group: '', kind: 'Service', name: 'rerank', namespace: 'models', port: 80, weight: 1 }],
  ]);
  expect(rules[1].matches).toEqual([
    { method: 'POST', path: { type: 'Exact', value: '/v1/rerank' } },
    { method: 'POST', path: { type: 'Exact', value: '/v1/score' } },
  ]);
  for (const { timeouts } of rules) expect(timeouts).toEqual({ request: '120s', backendRequest: '115s' });
});

test('a Service is on a path without faults, by every schema', () => {
  const objects = objectsOf(routed().app);
  expect(pathFaults(objects)).toEqual([]);
  expect([objects.flatMap(violations), objects.flatMap(defaulted)]).toEqual([[], []]);
});

test('a Service of another namespace is granted by name, one of the own needs no grant', () => {
  const { app, router, rerank } = routed();
  expect(router.referenceGrants).toEqual([]);
  expect(rerank.referenceGrants.map(({ name }) => name)).toEqual(['rerank-service-from-tenant-c']);
  expect(find(app, 'ReferenceGrant', 'rerank-service-from-tenant-c', 'models').spec).toEqual({
    from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'tenant-c' }],
    to: [{ group: '', kind: 'Service', name: 'rerank' }],
  });
});

describe('walls', () => {
  const objects = objectsOf(routed().app);
  const proxy: Pod = { namespace: 'edge', labels: { 'gateway.networking.k8s.io/gateway-name': 'gateway' } };
  const pods: Pod = { namespace: 'models', labels: { app: 'rerank' } };
  const stranger: Pod = { namespace: 'elsewhere', labels: {} };

  test('open the port of the pods to the proxies, and nothing else to anybody', () => {
    expect([8000, 80].map((port) => reaches(objects, proxy, pods, port))).toEqual([true, false]);
    expect(reaches(objects, stranger, pods, 8000)).toBe(false);
    expect(reaches(objects, proxy, { namespace: 'tenant-c', labels: PODS }, 8080)).toBe(true);
    expect(reaches(objects, proxy, { namespace: 'tenant-c', labels: { app: 'shop' } }, 8080)).toBe(false);
  });

  test('leave what the pods reach to their owner', () => {
    expect(find(objects, 'NetworkPolicy', 'rerank-service').spec.policyTypes).toEqual(['Ingress']);
  });
});

test('a Service that no route uses has neither walls nor grants', () => {
  const app = new App();
  const service = serviceIn(chartIn(app, 'ai'), 'idle', { port: 80, podLabels: PODS });
  expect([service.policy, service.referenceGrants]).toEqual([undefined, []]);
  expect(all(app, 'NetworkPolicy').map(({ metadata }) => metadata.name)).toEqual(['default-deny']);
});

test("a Service changes no other tenant's file", () => {
  const file = (app: App) => {
    const chart = app.charts.find(({ node }) => node.id === 'tenant-a');
    return captured(() => JSON.stringify(chart?.toJson())).result;
  };
  expect(file(routed().app)).toBe(file(tenancy(['tenant-a', 'tenant-b']).app));
});

test('a Service with a model name is found by it, through the body router, and listed', () => {
  const { app, chart, gateway, route } = team();
  const service = serviceIn(chart, 'plain', { port: 8000, podLabels: PODS, modelName: 'plain' });
  route.addService(service, CHAT);
  const [, rule] = find(app, 'HTTPRoute', 'everyone').spec.rules;
  expect(rule.matches[0].headers).toEqual([{ type: 'Exact', name: 'X-Gateway-Base-Model-Name', value: 'plain' }]);
  expect(gateway.bodyRouter.modelConfigMaps.map(({ name }) => name)).toContain('gateway-model-plain');
  expect(JSON.stringify(find(app, 'EnvoyFilter', 'gateway-models-list'))).toContain('plain');
  expect(pathFaults(objectsOf(app))).toEqual([]);
});

test('paths of audio pass without the body router, which would refuse their bodies', () => {
  const { app, chart, route } = team();
  const service = serviceIn(chart, 'whisper', { port: 8000, podLabels: PODS });
  route.addService(service, { paths: ['/v1/audio/transcriptions'] });
  const { configPatches } = find(app, 'EnvoyFilter', 'gateway-request-filters').spec;
  expect(configPatches.at(-1)?.match.routeConfiguration?.vhost.route?.name).toBe('ai.everyone.0');
});

test('the proxies outlive the longest answer of a Service', () => {
  const { app, chart, route } = team();
  const service = serviceIn(chart, 'slow', { port: 8000, podLabels: PODS });
  route.addService(service, { paths: ['/v1/x'], trafficClass: TrafficClass.BATCH });
  expect(find(app, 'ConfigMap', 'gateway-proxy').data.deployment).toContain('terminationGracePeriodSeconds: 1830');
});

test('the owner of a foreign Service is told what to allow, and nothing is rendered there', () => {
  const { app, chart, route } = team();
  const service = ModelService.fromExisting(chart, 'theirs', {
    namespace: 'elsewhere',
    port: 8080,
    podLabels: PODS,
    isolated: true,
  });
  route.addService(service, { paths: ['/v1/rerank'] });
  const { result, printed } = captured(() => app.charts.flatMap((one) => one.toJson()));
  expect(result.filter(({ metadata }) => metadata.namespace === 'elsewhere')).toEqual([]);
  const [grant, policy] = Requirements.of(app).manifests('elsewhere');
  expect(grant).toMatchObject({
    kind: 'ReferenceGrant',
    spec: { from: [{ namespace: 'ai' }], to: [{ name: 'theirs' }] },
  });
  expect(policy).toMatchObject({ kind: 'NetworkPolicy', spec: { ingress: [{ ports: [{ port: 8080 }] }] } });
  expect(printed.join('')).toContain("the owner of namespace 'elsewhere'");
});

/** A Service on the shared endpoint of a team. */
function served(options: AddServiceOptions, modelName?: string) {
  return (app: App) => {
    const { chart, route } = team({}, app);
    route.addService(serviceIn(chart, 'svc', { port: 8000, podLabels: PODS, modelName }), options);
  };
}

for (const path of ['/v1/*', '/', 'v1/rerank', '/v1/../metrics']) {
  refuses(`the path '${path}' of a Service`, served({ paths: [path] }), `'path' (${path})`, 'exact path');
}
refuses('a Service without paths', served({ paths: [] }), "'paths' of service 'svc' has 0 paths", '1 to 8');
refuses(
  'a Service with 9 paths',
  served({ paths: Array.from({ length: 9 }, (_, index) => `/v1/${index}`) }),
  "'paths' of service 'svc' has 9 paths",
);
refuses(
  'a name that a Service does not have',
  served({ ...CHAT, match: RequestMatch.MODEL_NAME }),
  "'match' of service 'svc'",
  "no 'modelName'",
);
refuses(
  'audio through the body router',
  served({ paths: ['/v1/audio/transcriptions'] }, 'whisper'),
  "'paths' of service 'svc' has /v1/audio/transcriptions",
  'answers 400',
  'RequestMatch.PATH',
);
refuses(
  'a Service that takes the paths of a model on the same host',
  served(CHAT),
  "takes every POST /v1/chat/completions on *:80 before its body is read, so that 'qwen3'",
);
refuses(
  'a Service under the name of a pool',
  served(CHAT, 'qwen3'),
  "'modelName' (qwen3) of service 'ai/svc' is taken",
  "by pool 'ai/qwen3'",
);
refuses(
  'a Service without labels of its pods',
  (app) => serviceIn(chartIn(app, 'ai'), 'svc', { port: 80, podLabels: {} }),
  "'podLabels' of service 'svc' is empty",
);
for (const [property, ports] of Object.entries({ port: { port: 0 }, targetPort: { port: 80, targetPort: 65_536 } })) {
  refuses(
    `a ${property} out of range`,
    (app) => serviceIn(chartIn(app, 'ai'), 'svc', { podLabels: PODS, ...ports }),
    `'${property}' (`,
    'from 1 to 65535',
  );
}
refuses(
  'a route with a Service under a name that a second route has for a pool',
  (app) => {
    const { chart, gateway } = team(
      {
        gateway: { listeners: [Listener.http({ hostname: '*.example.com' })] },
        route: { hostnames: ['a.example.com'] },
      },
      app,
    );
    const other = new ModelRoute(chart, 'other', { gateway, hostnames: ['b.example.com'] });
    other.addService(serviceIn(chart, 'svc', { port: 80, podLabels: PODS, modelName: 'x' }), CHAT);
    other.addModel(poolIn(chart, 'x'));
  },
  "'modelName' (x) of pool 'ai/x' is taken",
  "by service 'ai/svc'",
);
