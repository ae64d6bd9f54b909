import { App } from 'cdk8s';
import { Certificate, InferenceGateway, Listener, TenantRoute } from 'cdk8s-inference-gateway';
import { poolIn } from '../programs';
import { refuses } from '../refuses';
import { chartIn, find } from '../render';

/** The Gateway of tenants 'a' and 'b' on `*.ai.example.com` with a certificate. */
function gatewayWith(certificate: Certificate) {
  const app = new App();
  const edge = chartIn(app, 'edge');
  const gateway = new InferenceGateway(edge, 'gateway', {
    listeners: [Listener.https('*.ai.example.com', { certificate })],
  });
  const pool = poolIn(edge, 'chat');
  for (const name of ['a', 'b']) {
    new TenantRoute(chartIn(app, name), 'route', { gateway, models: [pool], hostnames: [`${name}.ai.example.com`] });
  }
  return find(app, 'Gateway', 'gateway');
}

function secretsOf(certificate: Certificate): (string | undefined)[] {
  const listeners = gatewayWith(certificate).spec.listeners.filter(({ protocol }) => protocol === 'HTTPS');
  return listeners.map(({ tls }) => tls?.certificateRefs[0].name);
}

test('a Secret serves every hostname of its listener', () => {
  expect(secretsOf(Certificate.fromSecret('wildcard-tls'))).toEqual(['wildcard-tls', 'wildcard-tls']);
});

test('cert-manager issues a certificate for each hostname, into a Secret of its own', () => {
  expect(secretsOf(Certificate.issuedBy('letsencrypt'))).toEqual(['a.ai.example.com-tls', 'b.ai.example.com-tls']);
});

test('the Gateway names the ClusterIssuer', () => {
  expect(gatewayWith(Certificate.issuedBy('letsencrypt')).metadata.annotations).toMatchObject({
    'cert-manager.io/cluster-issuer': 'letsencrypt',
  });
});

test('the Gateway names an Issuer of its namespace', () => {
  expect(gatewayWith(Certificate.issuedBy('ca', { kind: 'Issuer' })).metadata.annotations).toMatchObject({
    'cert-manager.io/issuer': 'ca',
  });
});

test('the Secret of a wildcard hostname has a name that Kubernetes accepts', () => {
  expect(Certificate.issuedBy('ca').secretName('*.ai.example.com')).toBe('wildcard.ai.example.com-tls');
});

refuses(
  'a Secret name that Kubernetes does not accept',
  () => Certificate.fromSecret('AI_TLS'),
  "'certificate' (AI_TLS)",
  "write 'ai-tls'",
);
refuses(
  'an issuer name that Kubernetes does not accept',
  () => Certificate.issuedBy('Ca!'),
  "'issuer' (Ca!)",
  "write 'ca'",
);
refuses(
  'an unknown kind of issuer',
  () => Certificate.issuedBy('ca', { kind: 'AWSPCAIssuer' }),
  "'kind' (AWSPCAIssuer)",
  'ClusterIssuer or Issuer',
  "write 'ClusterIssuer'",
);
refuses(
  'two issuers on one gateway, since only one can be named',
  (app) =>
    new InferenceGateway(chartIn(app, 'edge'), 'gateway', {
      listeners: ['a', 'b'].map((name) =>
        Listener.https(`*.${name}.example.com`, { certificate: Certificate.issuedBy(name) }),
      ),
    }),
  "'certificate'",
  "both 'a' and 'b'",
  'write one of them',
);
