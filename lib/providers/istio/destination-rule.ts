import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { render } from '../../private/object';

/** `spec` of a networking.istio.io/v1 DestinationRule, as far as we render it. */
export interface DestinationRuleSpec {
  readonly host: string;
  readonly trafficPolicy: {
    readonly tls?: {
      readonly mode: 'DISABLE' | 'SIMPLE';
      readonly insecureSkipVerify?: boolean;
    };
    readonly connectionPool?: { readonly http: { readonly http2MaxRequests: number } };
  };
}

/**
 * TLS without verification towards a server that makes its own certificate at every start, as endpoint picker and
 * body router do: without this object Istio dials plain text, and every request ends with 500.
 */
export function selfSignedTls(scope: Construct, id: string, service: string, host: string): ApiObject {
  const spec: DestinationRuleSpec = {
    host,
    trafficPolicy: { tls: { mode: 'SIMPLE', insecureSkipVerify: true } },
  };
  return render(scope, id, { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', name: service, spec });
}
