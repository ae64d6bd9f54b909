import type { Plain } from '../../manifests';
import { by, NAMESPACE } from '../../objects';
import { istioGateway, policy, tokens, withToken } from './policies';

const judged = (...objects: Plain[]) => by('jwt-without-policy', [NAMESPACE, istioGateway(), ...objects]);

test.each<[string, Plain[]]>([
  ['no policy', []],
  ['a policy that asks for nothing', [policy('p', [{}])]],
  ['a policy for addresses', [policy('p', [{ from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }])]],
  [
    'a policy in which one source proves nothing',
    [policy('p', [{ from: [{ source: { requestPrincipals: ['*'] } }, { source: { ipBlocks: ['10.0.0.0/8'] } }] }])],
  ],
  [
    'a policy for those without a claim',
    [policy('p', [{ when: [{ key: 'request.auth.claims[a]', notValues: ['b'] }] }])],
  ],
  [
    'a policy for a header that clients send',
    [policy('p', [{ when: [{ key: 'request.headers[x-tenant]', values: ['b'] }] }])],
  ],
  [
    'a policy that only refuses some',
    [policy('p', [{ from: [{ source: { requestPrincipals: ['x'] } }] }], { action: 'DENY' })],
  ],
  ['a policy that only notes', [policy('p', [withToken()], { action: 'AUDIT' })]],
  [
    'a policy of another Gateway',
    [
      policy('p', [withToken()], {
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'other' }],
      }),
    ],
  ],
])('tokens that are checked, with %s, are not asked for', (_, policies) => {
  expect(judged(tokens(), ...policies)).toEqual(['error RequestAuthentication ns/tokens']);
});

test.each<[string, Plain]>([
  ['a principal', policy('p', [withToken()])],
  ['a claim', policy('p', [{ when: [{ key: 'request.auth.claims[tenant]', values: ['a'] }] }])],
  [
    'a key that the gateway has checked',
    policy('p', [{ when: [{ key: 'request.headers[x-gateway-key-client]', values: ['a.*'] }] }]),
  ],
  [
    'nobody without a token',
    policy('p', [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }], { action: 'DENY' }),
  ],
  ['somebody else', policy('p', [{}], { action: 'CUSTOM', provider: { name: 'keys' } })],
  ['nobody at all', policy('p', undefined)],
  ['the whole namespace', policy('p', [withToken()], { targetRefs: undefined })],
  [
    'its proxies',
    policy('p', [withToken()], {
      targetRefs: undefined,
      selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'gateway' } },
    }),
  ],
])('a policy that asks for %s is right', (_, one) => {
  expect(judged(tokens(), one)).toEqual([]);
});

test('a Gateway of others may have its policies elsewhere', () => {
  expect(by('jwt-without-policy', [tokens()])).toEqual(['warning RequestAuthentication ns/tokens']);
});

test('tokens for workloads, and no rules for tokens, are not judged', () => {
  expect(judged(tokens({}, { targetRefs: undefined, selector: { matchLabels: { app: 'x' } } }))).toEqual([]);
  expect(judged(tokens({}, { jwtRules: [] }))).toEqual([]);
});
