import type { Way } from '../../../identity/way';

/** Somebody who is asked, as an entry of Istio's `meshConfig.extensionProviders`. */
export function externalAuthorizer(way: Way): Record<string, unknown>[] {
  if (way.kind !== 'external') return [];
  const { provider, service, namespace, port, timeout } = way;
  return [
    {
      name: provider,
      envoyExtAuthzGrpc: {
        service: `${service}.${namespace}.svc.cluster.local`,
        port,
        timeout: `${timeout.toMilliseconds()}ms`,
        failOpen: false,
        statusOnError: '503',
      },
    },
  ];
}
