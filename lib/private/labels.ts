/** Recommended labels of Kubernetes for one instance of one kind of program: also the selector of its pods. */
export function podLabels(program: string, instance: string): Record<string, string> {
  return { 'app.kubernetes.io/name': program, 'app.kubernetes.io/instance': instance };
}

/** Set by the API server on every namespace; what policies, listeners and grants select namespaces by. */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Set by the gateway implementation on the proxies of a Gateway. */
export const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** Checks a label, or a label that a selector asks for. */
export function checkLabel(property: string, key: string, value: string): void {
  const name = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;
  if (!name.test(key) || !/^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/.test(value)) {
    throw new Error(
      `${property} has '${key}: ${value}', which is no label of Kubernetes: write at most 63 letters, digits and '-_.', such as 'team: red'`,
    );
  }
}
