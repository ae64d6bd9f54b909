import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { render } from '../private/object';
import type { VerifiedService } from './provider-renderer';

/** `spec` of a gateway.networking.k8s.io/v1 BackendTLSPolicy, as far as we render it. */
export interface BackendTlsPolicySpec {
  readonly targetRefs: {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
    readonly sectionName: string;
  }[];
  readonly validation: {
    readonly hostname: string;
    readonly subjectAltNames: { readonly type: 'Hostname'; readonly hostname: string }[];
    readonly caCertificateRefs: { readonly group: string; readonly kind: string; readonly name: string }[];
  };
}

/**
 * TLS with verification. The name stands in `subjectAltNames` too: Istio takes `hostname` for the SNI only, and without
 * the other would let any certificate of the authority pass.
 */
export function verifiedTls(scope: Construct, id: string, target: VerifiedService): ApiObject {
  const { service, port, host, caConfigMap } = target;
  const spec: BackendTlsPolicySpec = {
    targetRefs: [{ group: '', kind: 'Service', name: service, sectionName: port }],
    validation: {
      hostname: host,
      subjectAltNames: [{ type: 'Hostname', hostname: host }],
      caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: caConfigMap }],
    },
  };
  return render(scope, id, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'BackendTLSPolicy',
    name: service,
    spec,
  });
}
