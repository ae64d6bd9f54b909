import { changed, correct, found } from '../manifests';
import { by, gateway, NAMESPACE, object, POOL, poolRoute } from '../objects';

const parametersRef = { group: '', kind: 'ConfigMap', name: 'proxy' };
const overlay = (deployment: string) => object('v1', 'ConfigMap', 'proxy', { data: { deployment } });
const block = (seconds: number) => `spec:\n  template:\n    spec:\n      terminationGracePeriodSeconds: ${seconds}\n`;
const judged = (spec: object, request: string, ...more: ReturnType<typeof overlay>[]) =>
  by('proxy-drain', [NAMESPACE, gateway(spec as never), POOL, poolRoute({ timeouts: { request } }), ...more]);
const istio = { gatewayClassName: 'istio' };
const named = { ...istio, infrastructure: { parametersRef } };

describe('proxies that end before the longest answer', () => {
  test.each([
    ['as a block', block(60)],
    ['in one line', '{spec: {template: {spec: {terminationGracePeriodSeconds: 60, hostNetwork: false}}}}'],
    ['as JSON', '{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":60}}}}'],
    ['beside a comment', `# terminationGracePeriodSeconds: 900\n${block(60)}`],
  ])('are an error if the overlay says so %s', (_, text) => {
    expect(judged(named, '61s', overlay(text))).toEqual(['error ConfigMap ns/proxy']);
    expect(judged(named, '60s', overlay(text))).toEqual([]);
  });

  test("are a warning if Istio's default says so", () => {
    expect(judged(istio, '31s')).toEqual(['warning Gateway ns/gateway']);
    expect(judged(named, '31s', overlay('spec:\n  replicas: 2\n'))).toEqual(['warning ConfigMap ns/proxy']);
  });
});

test.each([
  ['another maker', {}],
  ['parameters that are not here', named],
  ['parameters of another kind', { ...istio, infrastructure: { parametersRef: { ...parametersRef, kind: 'Proxy' } } }],
])('nothing is known of the proxies of %s', (_, spec) => {
  expect(judged(spec, '1h')).toEqual([]);
});

test('nothing is known of the proxies whose overlay says nothing, if others may', () => {
  const silent = overlay('spec:\n  replicas: 2\n');
  expect(judged({ infrastructure: { parametersRef } }, '1h', silent)).toEqual([]);
  const metadata = { labels: { 'gateway.istio.io/defaults-for-class': 'istio' } };
  expect(judged(named, '1h', silent, object('v1', 'ConfigMap', 'class', { metadata }))).toEqual([]);
});

test('answers of no stated length are not judged', () => {
  expect(judged(istio, '0s')).toEqual([]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  const broken = changed(
    correct(),
    'ConfigMap',
    'ai-shared-gateway-proxy',
    /terminationGracePeriodSeconds: \d+/,
    'terminationGracePeriodSeconds: 30',
  );
  expect(found(broken)).toEqual(['proxy-drain error ConfigMap ai-gateway/ai-shared-gateway-proxy']);
});
