import type { Plain } from '../../manifests';
import { gateway, object } from '../../objects';

const TARGET = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' };

/** Gateway 'gateway' of Istio, with these fields. */
export function istioGateway(spec: Plain = {}): Plain {
  return gateway({ gatewayClassName: 'istio', ...spec });
}

/** RequestAuthentication 'tokens' on Gateway 'gateway'. */
export function tokens(rule: Plain = {}, spec: Plain = {}): Plain {
  const fromHeaders = [{ name: 'Authorization', prefix: 'Bearer ' }];
  return object('security.istio.io/v1', 'RequestAuthentication', 'tokens', {
    spec: { targetRefs: [TARGET], jwtRules: [{ issuer: 'https://issuer', fromHeaders, ...rule }], ...spec },
  });
}

/** AuthorizationPolicy on Gateway 'gateway' with these rules. */
export function policy(name: string, rules: Plain[] | undefined, spec: Plain = {}): Plain {
  return object('security.istio.io/v1', 'AuthorizationPolicy', name, {
    spec: { targetRefs: [TARGET], rules, ...spec },
  });
}

/** A rule that asks for a token, for these operations. */
export function withToken(...operations: Plain[]): Plain {
  const to = operations.length === 0 ? undefined : operations.map((operation) => ({ operation }));
  return { from: [{ source: { requestPrincipals: ['https://issuer/*'] } }], to };
}
