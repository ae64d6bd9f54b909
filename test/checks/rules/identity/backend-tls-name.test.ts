import type { Plain } from '../../manifests';
import { by, object, service } from '../../objects';
import { istioGateway } from './policies';

const hostname = 'epp.ns.svc.cluster.local';
const tls = (validation: Plain) =>
  object('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', 'tls', {
    spec: { targetRefs: [{ group: '', kind: 'Service', name: 'epp' }], validation: { hostname, ...validation } },
  });
const judged = (validation: Plain, gateway = istioGateway()) =>
  by('backend-tls-name', [gateway, service('epp', 'epp', { port: 9002 }), tls(validation)]);
const own = { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'ca' }] };

test('a hostname alone is no name that Istio checks', () => {
  expect(judged(own)).toEqual(['warning BackendTLSPolicy ns/tls']);
});

test('and an error where everybody has a certificate of the authority', () => {
  expect(judged({ wellKnownCACertificates: 'System' })).toEqual(['error BackendTLSPolicy ns/tls']);
});

test('with subjectAltNames, and on other implementations, it is right', () => {
  expect(judged({ ...own, subjectAltNames: [{ type: 'Hostname', hostname }] })).toEqual([]);
  expect(judged(own, istioGateway({ gatewayClassName: 'other' }))).toEqual([]);
});
