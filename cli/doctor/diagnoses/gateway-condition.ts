import { Severity } from 'cdk8s-inference-gateway';
import type { Cluster } from '../cluster';
import { said, unmet, verdict } from '../conditions';
import type { Diagnosis, Problem } from '../diagnosis';
import type { Condition, Gateway } from '../kinds';
import { missingCertificates } from './certificate';

const LOG = 'kubectl logs -n istio-system deployment/istiod | grep -i gateway';

/** What the controller says of a Gateway and its listeners, and whether the Gateway has an address. */
export const gatewayCondition: Diagnosis = {
  id: 'gateway-condition',
  *diagnose(cluster) {
    for (const gateway of cluster.gateways) {
      const { conditions = [], addresses = [] } = gateway.status ?? {};
      const judged = conditions.filter(({ type, reason }) => type === 'Accepted' && reason !== 'Pending');
      if (judged.length === 0) {
        yield {
          object: gateway,
          message: 'has been taken by no controller, so it has no proxy',
          fix: `see that the control plane of class '${gateway.spec.gatewayClassName}' runs, and look into its log: ${LOG}`,
        };
        continue;
      }
      for (const one of unmet(conditions, ['Accepted', 'Programmed', 'ResolvedRefs'])) {
        yield { object: gateway, message: `${verdict(one)}${said(one)}`, fix: remedy(one) };
      }
      yield* ofListeners(cluster, gateway);
      const programmed = conditions.some(({ type, status }) => type === 'Programmed' && status === 'True');
      if (programmed && addresses.length === 0) {
        yield {
          object: gateway,
          message: 'has no address, so no client can reach it',
          fix: `look at kubectl describe service ${gateway.metadata.name}-istio -n ${gateway.metadata.namespace}: its load balancer waits for an address`,
        };
      }
      if (conditions.some(({ observedGeneration = 0 }) => observedGeneration < (gateway.metadata.generation ?? 0))) {
        yield {
          object: gateway,
          severity: Severity.WARNING,
          message: 'has changed since its controller has judged it',
          fix: `wait a few seconds; if it stays so, look into the log: ${LOG}`,
        };
      }
    }
  },
};

function* ofListeners(cluster: Cluster, gateway: Gateway): Iterable<Problem> {
  const specs = new Map((gateway.spec.listeners ?? []).map((listener) => [listener.name, listener]));
  for (const { name, conditions = [] } of gateway.status?.listeners ?? []) {
    const spec = specs.get(name);
    // The missing Secret is a problem of its own.
    if (spec !== undefined && missingCertificates(cluster, gateway, spec).length > 0) continue;
    const conflicts = conditions.filter(({ type, status }) => type === 'Conflicted' && status === 'True');
    for (const one of [...unmet(conditions, ['Accepted', 'Programmed', 'ResolvedRefs']), ...conflicts]) {
      yield {
        object: gateway,
        message: `${verdict(one)} at its listener '${name}'${said(one)}`,
        fix: remedy(one),
      };
    }
  }
}

function remedy({ reason = '' }: Condition): string {
  switch (reason) {
    case 'AddressNotAssigned':
    case 'AddressNotUsable':
      return "wait for the cloud's load balancer, and look at the events of the Gateway's Service";
    case 'InvalidCertificateRef':
      return 'make the Secret of type kubernetes.io/tls with a key and a certificate that belong together';
    case 'RefNotPermitted':
      return 'let the Secret stand in the namespace of the Gateway, or add a ReferenceGrant where it is';
    case 'InvalidParameters':
      return 'apply the manifests again: the ConfigMap of the proxies is a part of them';
    case 'HostnameConflict':
    case 'ProtocolConflict':
      return 'give each listener of a port a hostname of its own, and all of them one protocol';
    default:
      return `change what the condition names, and look into the log: ${LOG}`;
  }
}
