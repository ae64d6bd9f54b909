import type { Cluster } from '../cluster';
import type { Diagnosis } from '../diagnosis';
import type { Gateway, Listener } from '../kinds';

/** A listener's certificate is in no Secret. */
export const certificate: Diagnosis = {
  id: 'certificate',
  *diagnose(cluster) {
    for (const gateway of cluster.gateways) {
      const byName = new Map<string, string[]>();
      for (const listener of gateway.spec.listeners ?? []) {
        for (const secret of missingCertificates(cluster, gateway, listener)) {
          byName.set(secret, [...(byName.get(secret) ?? []), listener.hostname ?? listener.name]);
        }
      }
      for (const [secret, hosts] of byName) {
        const [namespace, name] = secret.split('/');
        yield {
          object: gateway,
          message: `needs Secret ${secret} with the certificate of ${hosts.join(', ')}, which does not exist, so nobody is answered there`,
          fix: `make it: kubectl create secret tls ${name} -n ${namespace} --cert=FILE --key=FILE, or look at cert-manager's Certificate`,
        };
      }
    }
  },
};

/** Secrets that a listener needs and that do not exist, as `namespace/name`. */
export function missingCertificates(cluster: Cluster, { metadata }: Gateway, { tls }: Listener): string[] {
  return (tls?.certificateRefs ?? [])
    .filter(({ kind = 'Secret' }) => kind === 'Secret')
    .map(({ namespace = metadata.namespace, name }) => ({ namespace, name }))
    .filter((secret) => cluster.lacksSecret(secret) === true)
    .map(({ namespace, name }) => `${namespace}/${name}`);
}
