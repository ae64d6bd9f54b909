import { type App, Duration } from 'cdk8s';
import { FailureMode, InferenceGateway, RateLimiter, RequestBudget } from 'cdk8s-inference-gateway';
import { parse } from 'yaml';
import { type Pod, reaches } from '../network/reach';
import { refuses } from '../refuses';
import { chartIn, containerOf, find, objectsOf } from '../render';
import { limited, STORE } from './limited';

const MINUTE = Duration.minutes(1);
const TWO = [RequestBudget.exact(600, MINUTE), RequestBudget.exact(10_000, Duration.days(1))];

test('the limits of a gateway stand in a file of its own: each exact budget by its tenant and window', () => {
  const { app } = limited({ a: TWO, b: [RequestBudget.perReplica(5, MINUTE)], c: undefined });
  const { data } = find(app, 'ConfigMap', 'limiter-limits');
  expect(Object.keys(data)).toEqual(['gateway.yaml']);
  const limit = (unit: string, requests: number) => ({
    key: 'window',
    value: unit,
    rate_limit: { unit, requests_per_unit: requests },
  });
  expect(parse(data['gateway.yaml'])).toEqual({
    domain: 'gateway',
    descriptors: [{ key: 'tenant', value: 'a', descriptors: [limit('minute', 600), limit('day', 10_000)] }],
  });
});

test('limits of one model stand below those of all, or alone', () => {
  const { app } = limited({
    a: (chat) => [...TWO, RequestBudget.exact(20, MINUTE).forModel(chat)],
    b: (chat) => [RequestBudget.exact(5, MINUTE).forModel(chat)],
  });
  const [a, b] = parse(find(app, 'ConfigMap', 'limiter-limits').data['gateway.yaml']).descriptors;
  const ofChat = (requests: number) => ({
    key: 'model',
    value: 'chat',
    rate_limit: { unit: 'minute', requests_per_unit: requests },
  });
  expect(a.descriptors.map(({ value }: { value: string }) => value)).toEqual(['minute', 'day']);
  expect(a.descriptors[0]).toEqual({
    key: 'window',
    value: 'minute',
    rate_limit: { unit: 'minute', requests_per_unit: 600 },
    descriptors: [ofChat(20)],
  });
  expect(b.descriptors).toEqual([{ key: 'window', value: 'minute', descriptors: [ofChat(5)] }]);
});

test('one limiter counts for several gateways, each in its domain', () => {
  const { app, limiter } = limited({ a: TWO });
  new InferenceGateway(app.charts[0], 'second', { rateLimiter: limiter });
  const { data } = find(app, 'ConfigMap', 'limiter-limits');
  expect(Object.values(data).map((file) => parse(file).domain)).toEqual(['gateway', 'second']);
});

test('it is ready only with limits that it could read, which it looks for where they are mounted', () => {
  const { app } = limited({ a: TWO });
  const { env, volumeMounts, readinessProbe } = containerOf(find(app, 'Deployment', 'limiter'));
  const value = (name: string) => env.find((one) => one.name === name)?.value;
  expect(value('HEALTHY_WITH_AT_LEAST_ONE_CONFIG_LOADED')).toBe('true');
  expect(readinessProbe.httpGet).toEqual({ path: '/healthcheck', port: 'health' });
  expect(volumeMounts?.map(({ mountPath }) => mountPath)).toContain(
    `${value('RUNTIME_ROOT')}/${value('RUNTIME_SUBDIRECTORY')}/config`,
  );
});

test.each([
  [undefined, true],
  [FailureMode.CLOSED, true],
  [FailureMode.OPEN, false],
])('with failure mode %s requests that cannot be counted are refused: %s', (failureMode, refused) => {
  const { app } = limited({ a: TWO }, { failureMode });
  const { configPatches } = find(app, 'EnvoyFilter', 'gateway-request-filters').spec;
  const [filter] = configPatches.filter(({ patch }) => patch.value.name === 'inference-gateway.exact-budgets');
  expect(filter.patch.value.typed_config).toMatchObject({
    failure_mode_deny: refused,
    status_on_error: { code: 'ServiceUnavailable' },
    timeout: '1s',
  });
});

describe('its walls', () => {
  const objects = objectsOf(limited({ a: TWO }).app);
  const podOf = (name: string): Pod => ({
    namespace: 'edge',
    labels: find(objects, 'Deployment', name).spec.template.metadata.labels ?? {},
  });
  const limiter = podOf('limiter');
  const store = podOf('limiter-store');
  const router = podOf('gateway-body-router');
  const proxy: Pod = { namespace: 'edge', labels: { 'gateway.networking.k8s.io/gateway-name': 'gateway' } };
  const dns: Pod = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };

  test.each<[string, Pod, Pod, number, 'TCP' | 'UDP', boolean]>([
    ['proxies ask the limiter', proxy, limiter, 8081, 'TCP', true],
    ['nobody else does', router, limiter, 8081, 'TCP', false],
    ['nor anything else of it', proxy, limiter, 8080, 'TCP', false],
    ['the limiter asks the store', limiter, store, 6379, 'TCP', true],
    ['and DNS', limiter, dns, 53, 'UDP', true],
    ['and no router', limiter, router, 9004, 'TCP', false],
    ['proxies do not reach the store', proxy, store, 6379, 'TCP', false],
    ['the store reaches nothing', store, dns, 53, 'UDP', false],
  ])('%s', (_, from, to, port, protocol, expected) => {
    expect(reaches(objects, from, to, port, protocol)).toBe(expected);
  });
});

refuses(
  'a rate limiter in another namespace than the gateway',
  (app: App) => {
    const rateLimiter = new RateLimiter(chartIn(app, 'limits'), 'limiter', { store: STORE });
    new InferenceGateway(chartIn(app, 'edge'), 'gateway', { rateLimiter });
  },
  "'rateLimiter' of gateway 'gateway' is in namespace 'limits'",
  "in the chart of namespace 'edge'",
);
refuses(
  'half a limiter',
  (app: App) => new RateLimiter(chartIn(app, 'edge'), 'limiter', { store: STORE, replicas: 0.5 }),
  "'replicas' (0.5)",
);
