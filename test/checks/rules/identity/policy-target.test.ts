import { findingsOn, type Plain } from '../../manifests';
import { by, deployment, NAMESPACE, object, POOL, service } from '../../objects';
import { istioGateway, policy, tokens } from './policies';

const GATEWAY = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' };
const judged = (...objects: Plain[]) => by('policy-target', [NAMESPACE, ...objects]);
const selecting = (labels: Plain) => policy('p', [{}], { targetRefs: undefined, selector: { matchLabels: labels } });

const envoyFilter = (spec: Plain) => object('networking.istio.io/v1alpha3', 'EnvoyFilter', 'f', { spec });
const rule = (host: string) => object('networking.istio.io/v1', 'DestinationRule', 'd', { spec: { host } });
const tls = (name: string) =>
  object('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', 't', {
    spec: { targetRefs: [{ group: '', kind: 'Service', name }] },
  });

test.each<[string, Plain]>([
  ['AuthorizationPolicy ns/p', policy('p', [{}])],
  ['RequestAuthentication ns/tokens', tokens()],
  ['EnvoyFilter ns/f', envoyFilter({ targetRefs: [GATEWAY] })],
  ['Telemetry ns/m', object('telemetry.istio.io/v1', 'Telemetry', 'm', { spec: { targetRef: GATEWAY } })],
])('%s for a Gateway that is not there is an error, and a warning where it may be elsewhere', (name, one) => {
  expect(judged(one)).toEqual([`error ${name}`]);
  expect(by('policy-target', [one])).toEqual([`warning ${name}`]);
  expect(judged(one, istioGateway())).toEqual([]);
  const declared = findingsOn([NAMESPACE, one], [{ kind: 'Gateway', namespace: 'ns', name: 'gateway' }]);
  expect(declared.filter(({ rule }) => rule === 'policy-target')).toEqual([]);
});

test('a BackendTLSPolicy for a Service that is not there', () => {
  expect(judged(tls('epp'))).toEqual(['error BackendTLSPolicy ns/t']);
  expect(judged(tls('epp'), service('epp', 'epp', { port: 1 }))).toEqual([]);
});

test.each(['epp', 'epp.ns.svc.cluster.local', 'epp.ns.svc.example.org'])('a DestinationRule for %s', (host) => {
  expect(judged(rule(host))).toEqual(['error DestinationRule ns/d']);
  expect(judged(rule(host), service('epp', 'epp', { port: 1 }))).toEqual([]);
});

test.each(['epp.other.svc.cluster.local'])('a DestinationRule for %s, which is not ours', (host) => {
  expect(judged(rule(host))).toEqual(['warning DestinationRule ns/d']);
});

test('a Service that an operator may make beside its pods is missed with a warning', () => {
  const operated = object('serving.example.com/v1', 'Model', 'llama');
  expect(judged(rule('epp'), operated)).toEqual(['warning DestinationRule ns/d']);
});

test('hosts outside, wildcards and Services that implementations make are not missed', () => {
  for (const host of ['api.example.com', '*.ns.svc.cluster.local', 'example.com']) {
    expect(judged(rule(host))).toEqual([]);
  }
  expect(judged(rule('llama-ip-0a1b2c3d.ns.svc.cluster.local'), POOL)).toEqual([]);
  expect(judged(rule('llama-ip-0a1b2c3d.ns.svc.cluster.local'))).toHaveLength(1);
  expect(judged(rule('gateway-istio.ns.svc.cluster.local'), istioGateway())).toEqual([]);
});

test('a policy that selects no pod is reported', () => {
  expect(judged(selecting({ app: 'x' }))).toEqual(['warning AuthorizationPolicy ns/p']);
  expect(judged(selecting({ app: 'x' }), deployment('x'))).toEqual([]);
  expect(judged(envoyFilter({ workloadSelector: { labels: { app: 'x' } } }))).toEqual(['warning EnvoyFilter ns/f']);
});

test('a policy that selects the proxies of a Gateway that is not there is an error', () => {
  const proxies = selecting({ 'gateway.networking.k8s.io/gateway-name': 'gateway' });
  expect(judged(proxies)).toEqual(['error AuthorizationPolicy ns/p']);
  expect(judged(proxies, istioGateway())).toEqual([]);
});

test('policies for a whole namespace, for the mesh, for namespaces of others and for other kinds are not judged', () => {
  expect(judged(policy('p', [{}], { targetRefs: undefined }))).toEqual([]);
  const inRoot = { ...selecting({ app: 'x' }), metadata: { name: 'p', namespace: 'istio-system' } };
  expect(judged(object('v1', 'Namespace', 'istio-system'), inRoot)).toEqual([]);
  expect(by('policy-target', [selecting({ app: 'x' })])).toEqual([]);
  const entry = [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'x' }];
  expect(judged(policy('p', [{}], { targetRefs: entry }))).toEqual([]);
});
