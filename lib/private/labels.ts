/** Recommended labels of Kubernetes for one instance of one kind of program: also the selector of its pods. */
export function podLabels(program: string, instance: string): Record<string, string> {
  return { 'app.kubernetes.io/name': program, 'app.kubernetes.io/instance': instance };
}

/** Set by the API server on every namespace; what policies, listeners and grants select namespaces by. */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Set by the gateway implementation on the proxies of a Gateway. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
