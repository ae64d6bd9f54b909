import type { Cluster } from './cluster';
import type { Deployment, KubeObject, Service } from './kinds';
import { unreadiness } from './workloads';

/** What keeps a Service from answering on one of its ports. */
export interface ServiceFault {
  /** The object to change; the one that refers to the Service where there is no Service. */
  readonly object?: KubeObject;
  readonly message: string;
  readonly fix: string;
}

/** Looks whether a Service that others refer to exists, has the port, and has a ready endpoint. */
export function serviceFault(
  cluster: Cluster,
  { namespace, name, port }: { readonly namespace: string; readonly name: string; readonly port?: number },
): ServiceFault | undefined {
  if (!cluster.sees('Service', namespace)) return undefined;
  const service = cluster.find<Service>('Service', { namespace, name });
  if (service === undefined) {
    return {
      message: `Service ${namespace}/${name} does not exist`,
      fix: `apply the manifests again, which hold Service ${name}, or correct the name`,
    };
  }
  const ports = (service.spec.ports ?? []).map((one) => one.port);
  if (port !== undefined && !ports.includes(port)) {
    return {
      message: `Service ${namespace}/${name} has no port ${port} (it has ${ports.join(', ') || 'none'})`,
      fix: `write port ${ports[0] ?? port}, or add port ${port} to the Service`,
    };
  }
  if (!cluster.sees('EndpointSlice', namespace) || cluster.readyEndpoints(service) > 0) return undefined;
  return notReady(cluster, namespace, name);
}

function notReady(cluster: Cluster, namespace: string, name: string): ServiceFault {
  // Service and Deployment have one name in what is rendered.
  const deployment = cluster.find<Deployment>('Deployment', { namespace, name });
  if (deployment?.spec.replicas === 0) {
    return {
      object: deployment,
      message: 'has 0 replicas',
      fix: `run: kubectl scale deployment/${name} -n ${namespace} --replicas=2, or apply the manifests again`,
    };
  }
  const why = deployment === undefined ? '' : unreadiness(cluster.podsOf(deployment));
  return {
    object: deployment,
    message:
      deployment === undefined
        ? `Service ${namespace}/${name} has no ready endpoint`
        : `has no ready pod${why === '' ? '' : ` (${why})`}`,
    fix: `look at kubectl describe deployment/${name} -n ${namespace}, and at its pods`,
  };
}
