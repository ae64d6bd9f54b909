import { found, type Plain } from './manifests';

/** Small objects of the namespace 'ns', as other makers write them: defaults left out. */
export function object(apiVersion: string, kind: string, name: string, rest: Plain = {}): Plain {
  const metadata = kind === 'Namespace' ? { name } : { name, namespace: 'ns' };
  return { apiVersion, kind, ...rest, metadata: { ...metadata, ...(rest.metadata as Plain) } };
}

export const NAMESPACE = object('v1', 'Namespace', 'ns');

/** What a test changes of a Deployment. */
export interface DeploymentChanges {
  readonly spec?: Plain;
  readonly pod?: Plain;
  readonly container?: Plain;
}

/** A Deployment whose pods are labelled with its name. */
export function deployment(name: string, { spec, pod, container }: DeploymentChanges = {}): Plain {
  const containers = [{ name: 'server', image: 'example.com/server:1', ...container }];
  const template = { metadata: { labels: { app: name } }, spec: { containers, ...pod } };
  return object('apps/v1', 'Deployment', name, { spec: { template, ...spec } });
}

/** A vLLM server 'llama' with these arguments and devices. */
export function vllm(args: string[] = [], limits: Plain = { 'nvidia.com/gpu': 1 }, changes: DeploymentChanges = {}) {
  const container = { image: 'docker.io/vllm/vllm-openai:v0.32.0', args, resources: { limits }, ...changes.container };
  const spec = { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }, ...changes.spec };
  return deployment('llama', { ...changes, spec, container });
}

/** A Service 'name' that selects what is labelled with a name. */
export function service(name: string, app: string, port: Plain, rest: Plain = {}): Plain {
  return object('v1', 'Service', name, {
    ...rest,
    spec: { selector: { app }, ports: [port], ...(rest.spec as Plain) },
  });
}

/** Pool 'llama' of the pods labelled 'llama', with the picker 'epp'. */
export const POOL = object('inference.networking.k8s.io/v1', 'InferencePool', 'llama', {
  spec: {
    selector: { matchLabels: { app: 'llama' } },
    targetPorts: [{ number: 8000 }],
    endpointPickerRef: { name: 'epp', port: { number: 9002 } },
  },
});

/** Gateway 'gateway', of a class that says nothing of its proxies. */
export function gateway(spec: Plain = {}, metadata: Plain = {}): Plain {
  const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }];
  return object('gateway.networking.k8s.io/v1', 'Gateway', 'gateway', {
    metadata,
    spec: { gatewayClassName: 'example', listeners, ...spec },
  });
}

/** HTTPRoute 'route' of the gateway to the pool, with other fields in its rule. */
export function poolRoute(rule: Plain = {}): Plain {
  const backendRefs = [{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llama' }];
  return object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'route', {
    spec: { parentRefs: [{ name: 'gateway' }], rules: [{ backendRefs, ...rule }] },
  });
}

/** What one rule finds among objects: `severity Kind namespace/name`. */
export function by(rule: string, objects: readonly Plain[]): string[] {
  return found(objects).flatMap((one) => (one.startsWith(`${rule} `) ? [one.slice(rule.length + 1)] : []));
}
