import { changed, correct, found } from '../manifests';
import { by, gateway, NAMESPACE, POOL, type poolRoute, poolRoute as route } from '../objects';

type Rule = Parameters<typeof poolRoute>[0];
const judged = (rule: Rule, gatewayClassName = 'example') =>
  by('route-timeouts', [NAMESPACE, gateway({ gatewayClassName }), POOL, route(rule)]);
const timeouts = { request: '300s' };

describe('a rule that leads to a model', () => {
  test.each([
    ['gives its backend more time than the request', { timeouts: { request: '10s', backendRequest: '1m' } }],
    ['retries', { timeouts, retry: { attempts: 2, codes: [503] } }],
    ['retries as often as the gateway likes', { timeouts, retry: { codes: [503] } }],
    ['retries a POST beside a GET', { timeouts, retry: {}, matches: [{ method: 'GET' }, { method: 'POST' }] }],
  ])('is an error if it %s', (_, rule) => {
    expect(judged(rule)).toEqual(['error HTTPRoute ns/route']);
  });

  test('is warned of if it has no timeouts', () => {
    expect(judged({})).toEqual(['warning HTTPRoute ns/route']);
  });

  test.each([
    ['has equal timeouts', { timeouts: { request: '1m', backendRequest: '60s' } }],
    ['says that nothing ends an answer', { timeouts: { request: '0s', backendRequest: '0s' } }],
    ['gives the backend alone a timeout', { timeouts: { backendRequest: '10m' } }],
    ['never ends a request, but a try', { timeouts: { request: '0s', backendRequest: '1m' } }],
    ['retries nothing', { timeouts, retry: { attempts: 0 } }],
    ['retries what may be sent twice', { timeouts, retry: { attempts: 2 }, matches: [{ method: 'GET' }] }],
  ])('is right if it %s', (_, rule) => {
    expect(judged(rule)).toEqual([]);
  });

  test('needs no timeouts on gateways that take them from elsewhere', () => {
    expect(judged({}, 'gke-l7-regional-external-managed')).toEqual([]);
  });
});

test('a rule that leads elsewhere may do as it likes', () => {
  expect(judged({ backendRefs: [{ name: 'web', port: 80 }], retry: { attempts: 3 } })).toEqual([]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  const objects = correct('quickstart');
  const { name } = objects.find(({ kind }) => kind === 'HTTPRoute')?.metadata ?? { name: '' };
  const broken = changed(objects, 'HTTPRoute', name, /"backendRequest":"\w+"/, '"backendRequest":"2h"');
  expect(found(broken)).toEqual([`route-timeouts error HTTPRoute ai/${name}`]);
});
