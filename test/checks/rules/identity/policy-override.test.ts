import { findingsOn, type Plain } from '../../manifests';
import { by, NAMESPACE, object, poolRoute } from '../../objects';
import { istioGateway, policy, withToken } from './policies';

const A = { hosts: ['a.example.com', 'a.example.com:*'], paths: ['/v1/*'] };
const open = (...operations: Plain[]) => ({ to: operations.map((operation) => ({ operation })) });
const judged = (...objects: Plain[]) => by('policy-override', [NAMESPACE, istioGateway(), ...objects]);
const beside = (rule: Plain, spec?: Plain) => judged(policy('tied', [withToken(A)]), policy('open', [rule], spec));

test.each<[string, Plain]>([
  ['for everything', {}],
  ['for its host', open({ hosts: ['a.example.com'] })],
  ['for hosts around it', open({ hosts: ['*.example.com'] })],
  ['for a path of it', open({ paths: ['/v1/chat/completions'] })],
  ['for paths around it', open({ paths: ['/*'] })],
  ['for one of two hosts', open({ hosts: ['b.example.com'] }, { hosts: ['A.example.com'] })],
  ['for a port that serves', open({ ports: ['443'] })],
])('a rule %s opens what another ties to a token', (_, rule) => {
  expect(beside(rule)).toEqual(['error AuthorizationPolicy ns/open']);
});

test.each<[string, Plain]>([
  ['another host', open({ hosts: ['status.example.com'] })],
  ['other paths', open({ paths: ['/healthz', '/status/*'] })],
  ['other hosts', open({ hosts: ['*.example.org'] })],
  ['some addresses', { from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }],
  ['a condition', { when: [{ key: 'source.ip', values: ['10.0.0.1'] }] }],
])('a rule for %s opens nothing', (_, rule) => {
  expect(beside(rule)).toEqual([]);
});

test('a rule of the same policy opens it as well', () => {
  expect(judged(policy('both', [withToken(A), {}]))).toEqual(['error AuthorizationPolicy ns/both']);
  const [finding] = findingsOn([istioGateway(), policy('both', [withToken(A), {}])]);
  expect(finding.message).toContain('what another rule of it ties to an identity on Gateway ns/gateway');
});

test('policies that refuse, note or ask others open nothing', () => {
  for (const action of ['DENY', 'AUDIT', 'CUSTOM']) expect(beside({}, { action })).toEqual([]);
});

test('a policy of another Gateway opens nothing here, and without a tie there is nothing to open', () => {
  const other = { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'other' }] };
  expect(beside({}, other)).toEqual([]);
  expect(judged(policy('open', [{}]), policy('too', [{}]))).toEqual([]);
});

describe('a port that only redirects', () => {
  const listeners = [
    { name: 'http', port: 80, protocol: 'HTTP' },
    { name: 'https', port: 443, protocol: 'HTTPS' },
  ];
  const route = (name: string, sectionName: string, rule: Plain) =>
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', name, {
      spec: { parentRefs: [{ name: 'gateway', sectionName }], rules: [rule] },
    });
  const redirect = route('redirect', 'http', { filters: [{ type: 'RequestRedirect', requestRedirect: {} }] });
  const models = route('models', 'https', { backendRefs: [{ name: 'models', port: 80 }] });
  const on = (...routes: Plain[]) =>
    by('policy-override', [
      istioGateway({ listeners }),
      policy('tied', [withToken(A)]),
      policy('open', [open({ ports: ['80'] })]),
      ...routes,
    ]);

  test('may be open', () => {
    expect(on(redirect, models)).toEqual([]);
  });

  test('may not be open once a route serves there', () => {
    const opened = ['error AuthorizationPolicy ns/open'];
    expect(on(redirect, models, route('too', 'http', { backendRefs: [{ name: 'models', port: 80 }] }))).toEqual(opened);
    expect(on(redirect, poolRoute())).toEqual(opened);
  });
});
