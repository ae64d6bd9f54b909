import { App } from 'cdk8s';
import { Authentication, Exposure, InferenceGateway, Listener, ModelRoute } from 'cdk8s-inference-gateway';
import { parse } from 'yaml';
import { poolIn, team } from '../programs';
import { refuses } from '../refuses';
import { captured, chartIn, find, objectsOf } from '../render';

const HOST = 'ai.example.com';

function exposed(exposure: Exposure) {
  const { app } = team({
    gateway: { exposure, authentication: Authentication.none(), listeners: [Listener.http({ hostname: HOST })] },
    route: { hostnames: [HOST] },
  });
  const objects = objectsOf(app);
  return {
    annotations: find(objects, 'Gateway', 'gateway').spec.infrastructure.annotations,
    service: parse(find(objects, 'ConfigMap', 'gateway-proxy').data.service),
  };
}

test('a gateway is reachable inside the cluster only, unless asked otherwise', () => {
  const parameters = find(team().app, 'ConfigMap', 'gateway-proxy').data;
  expect(parse(parameters.service)).toEqual({ spec: { type: 'ClusterIP' } });
});

test('a gateway inside the cluster asks for no load balancer', () => {
  expect(exposed(Exposure.cluster())).toEqual({ annotations: undefined, service: { spec: { type: 'ClusterIP' } } });
});

test.each([
  ['internal', Exposure.internal()],
  ['public', Exposure.public()],
])('an %s gateway has a load balancer that probes by TCP and forgets no silent connection', (_, exposure) => {
  const { annotations, service } = exposed(exposure);
  expect(service).toEqual({ spec: { type: 'LoadBalancer' } });
  expect(annotations).toMatchObject({
    'service.beta.kubernetes.io/port_80_health-probe_protocol': 'tcp',
    'service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout': '30',
  });
});

test('only an internal gateway has an internal load balancer', () => {
  const key = 'service.beta.kubernetes.io/azure-load-balancer-internal';
  expect(exposed(Exposure.internal()).annotations?.[key]).toBe('true');
  expect(exposed(Exposure.public()).annotations).not.toHaveProperty([key]);
});

test('every port of a load balancer has its probe', () => {
  const annotations = Object.keys(Exposure.public().annotations([80, 443, 8443]));
  for (const port of [80, 443, 8443]) {
    expect(annotations).toContain(`service.beta.kubernetes.io/port_${port}_health-probe_protocol`);
  }
});

test('a public gateway without authentication warns', () => {
  const { app } = team({
    gateway: { exposure: Exposure.public(), authentication: Authentication.none() },
    route: { hostnames: [HOST] },
  });
  const { printed } = captured(() => app.charts[0].toJson());
  expect(printed.join('')).toMatch(/gateway 'ai\/gateway' is public and without authentication/);
});

test('an internal gateway needs no authentication', () => {
  expect(
    () => new InferenceGateway(chartIn(new App(), 'ai'), 'gateway', { exposure: Exposure.internal() }),
  ).not.toThrow();
});

refuses(
  'a public gateway without authentication',
  (app) => team({ gateway: { exposure: Exposure.public() }, route: { hostnames: [HOST] } }, app),
  "'authentication' is missing",
  'the gateway is public',
  'Authentication.none()',
  'Exposure.internal()',
);
for (const exposure of [Exposure.internal(), Exposure.public()]) {
  refuses(
    `a route without hostname on an ${exposure.name} gateway`,
    (app) => {
      const chart = chartIn(app, 'ai');
      const gateway = new InferenceGateway(chart, 'gateway', { exposure, authentication: Authentication.none() });
      new ModelRoute(chart, 'everyone', { gateway, models: [poolIn(chart, 'chat')] });
    },
    "'hostnames' of route 'ai/everyone' is empty",
    'from outside the cluster',
    'write the hostname',
  );
}
