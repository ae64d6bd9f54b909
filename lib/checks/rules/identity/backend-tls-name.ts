import { Severity } from '../../finding';
import { itemsAt, textAt } from '../../graph/fields';
import { hasIstio } from '../../graph/implementation';
import type { Rule } from '../../rule';

export const backendTlsName: Rule = {
  id: 'backend-tls-name',
  title: 'On Istio, a BackendTLSPolicy says which name the certificate must have.',
  why: 'Istio sends validation.hostname as SNI and checks it against nothing: any certificate of the same authority passes for that of the backend, and with the well-known authorities anybody has one.',
  severity: Severity.WARNING,
  *check(graph) {
    if (!hasIstio(graph)) return;
    for (const object of graph.of('BackendTLSPolicy', 'gateway.networking.k8s.io')) {
      const hostname = textAt(object.json, 'spec', 'validation', 'hostname');
      if (hostname === undefined || itemsAt(object.json, 'spec', 'validation', 'subjectAltNames').length > 0) continue;
      const wellKnown = textAt(object.json, 'spec', 'validation', 'wellKnownCACertificates') !== undefined;
      yield {
        object,
        severity: wellKnown ? Severity.ERROR : Severity.WARNING,
        message: `has the hostname '${hostname}' without subjectAltNames, so that ${wellKnown ? 'any certificate of a public authority' : 'any certificate of its authority'} is taken for the backend's`,
        fix: `write validation.subjectAltNames: [{ type: Hostname, hostname: ${hostname} }] beside it`,
      };
    }
  },
};
