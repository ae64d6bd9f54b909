import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { render } from './object';
import type { ServicePort } from './pod';

/** A Service for the pods with some labels, reachable inside the cluster. */
export function service(
  scope: Construct,
  name: string,
  selector: Record<string, string>,
  ports: ServicePort[],
): ApiObject {
  return render(scope, 'Service', {
    apiVersion: 'v1',
    kind: 'Service',
    name,
    labels: selector,
    spec: { type: 'ClusterIP', selector, ports: ports.map((port) => ({ protocol: 'TCP', ...port })) },
  });
}
