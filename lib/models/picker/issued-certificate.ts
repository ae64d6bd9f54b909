import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { _Issuer } from '../../gateway/certificate';
import { render } from '../../private/object';

/** A certificate that cert-manager issues for one DNS name. */
export interface IssuedCertificateProps {
  readonly name: string;
  readonly host: string;
  readonly secretName: string;
  readonly issuer: _Issuer;
}

/** A Certificate of cert-manager, which renews it before it ends. */
export function issuedCertificate(scope: Construct, props: IssuedCertificateProps): ApiObject {
  const { name, host, secretName, issuer } = props;
  return render(scope, 'Certificate', {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    name,
    spec: {
      secretName,
      dnsNames: [host],
      issuerRef: { group: 'cert-manager.io', kind: issuer.kind, name: issuer.name },
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'server auth'],
    },
  });
}
