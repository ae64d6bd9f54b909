import { App, Chart, Size } from 'cdk8s';
import { InferenceGateway, type InferenceGatewayProps } from 'cdk8s-inference-gateway';
import { parse } from 'yaml';
import { team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { all, chartIn, find, objectsOf } from '../render';

const NAME = "'name'";

function gateway(props: InferenceGatewayProps, app = new App(), id = 'gateway') {
  return new InferenceGateway(chartIn(app, 'ai'), id, props);
}

test('the parameters of the proxies stand in the ConfigMap that the Gateway names', () => {
  const objects = objectsOf(team().app);
  const { parametersRef } = find(objects, 'Gateway', 'gateway').spec.infrastructure;
  expect(parametersRef.kind).toBe('ConfigMap');
  expect(Object.keys(find(objects, 'ConfigMap', parametersRef.name, 'ai').data).sort()).toEqual([
    'deployment',
    'podDisruptionBudget',
    'service',
  ]);
});

test('the name of the gateway may differ from its id', () => {
  const app = new App();
  gateway({ name: 'shared' }, app);
  expect(find(app, 'Gateway', 'shared').spec.infrastructure.parametersRef.name).toBe('shared-proxy');
});

test('plain HTTP is redirected to HTTPS in a way that keeps a POST a POST', () => {
  const { spec } = find(tenancy(['tenant-a']).app, 'HTTPRoute', 'gateway-https-redirect');
  expect(spec.hostnames).toBeUndefined();
  expect(spec.rules).toEqual([
    {
      matches: [{ path: { type: 'PathPrefix', value: '/' } }],
      filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 308 } }],
    },
  ]);
});

test('a gateway without HTTPS redirects nothing', () => {
  const { app, gateway: plain } = team();
  expect(plain.httpsRedirect).toBeUndefined();
  expect(all(app, 'HTTPRoute').map(({ metadata }) => metadata.name)).toEqual(['everyone']);
});

test('the filters of a gateway apply to its own proxies only', () => {
  const filters = all(team().app, 'EnvoyFilter');
  expect(filters).toHaveLength(2);
  for (const { metadata, spec } of filters) {
    expect(metadata.namespace).toBe('ai');
    expect(spec.targetRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' }]);
  }
});

test('the number of proxies is the one asked for', () => {
  const app = new App();
  gateway({ replicas: 5 }, app);
  expect(parse(find(app, 'ConfigMap', 'gateway-proxy').data.deployment).spec.replicas).toBe(5);
});

test('two gateways live in one namespace', () => {
  const app = new App();
  const chart = chartIn(app, 'ai');
  new InferenceGateway(chart, 'a');
  new InferenceGateway(chart, 'b');
  expect(all(app, 'Gateway').map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
});

refuses(
  'a gateway name that is no DNS label',
  (app) => gateway({ name: 'My_Gateway' }, app),
  `${NAME} (My_Gateway)`,
  "write 'my-gateway'",
);
refuses(
  'a gateway id that is no DNS label',
  (app) => gateway({}, app, '1st.gateway'),
  `${NAME} (1st.gateway)`,
  "write 'st-gateway'",
);
refuses(
  'a gateway name that leaves no room for the names derived from it',
  (app) => gateway({ name: 'g'.repeat(49) }, app),
  `${NAME} (${'g'.repeat(49)})`,
  'has 49 characters, at most 48 fit',
  '-https-redirect',
  `write '${'g'.repeat(48)}'`,
);
for (const replicas of [0, -1, 1.5, 101]) {
  refuses(
    `${replicas} proxies`,
    (app) => gateway({ replicas }, app),
    `'replicas' (${replicas})`,
    'whole number from 1 to 100',
    'write 2',
  );
}
refuses(
  'bodies of no size',
  (app) => gateway({ maxBodySize: Size.kibibytes(0) }, app),
  "'maxBodySize' (0)",
  'write Size.mebibytes(10)',
);
refuses(
  'bodies of more than 1 GiB',
  (app) => gateway({ maxBodySize: Size.gibibytes(2) }, app),
  "'maxBodySize' (2147483648)",
  'to 1073741824',
);
refuses(
  'a chart without namespace',
  (app) => new InferenceGateway(new Chart(app, 'bare'), 'g'),
  "'namespace' of chart 'bare' is missing",
  "{ namespace: 'bare' }",
);
