import type { Rendered } from '../render';
import { changed, found } from './manifests';

const meta = (name: string, namespace = 'ai') => ({ name, namespace });
const rbac = 'rbac.authorization.k8s.io';
const read = ['get', 'list', 'watch'];

/** A picker with its rights and Service, as the defaults of its program leave it. */
function picker(pool: string): object[] {
  const name = `${pool}-epp`;
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta(name) },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: meta(name),
      rules: [
        { apiGroups: [''], resources: ['pods'], verbs: read },
        { apiGroups: ['inference.networking.k8s.io'], resources: ['inferencepools'], verbs: read },
        {
          apiGroups: ['inference.networking.x-k8s.io'],
          resources: ['inferenceobjectives', 'inferencemodelrewrites'],
          verbs: read,
        },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: meta(name),
      roleRef: { apiGroup: rbac, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'ai' }],
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta(name),
      spec: {
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: {
            serviceAccountName: name,
            containers: [
              {
                name: 'epp',
                image: 'registry.k8s.io/gateway-api-inference-extension/epp:v1.5.0',
                args: ['--pool-name', pool, '--pool-namespace', 'ai', '--v', '1'],
                ports: [{ name: 'grpc', containerPort: 9002 }],
                startupProbe: { tcpSocket: { port: 'grpc' } },
                readinessProbe: { grpc: { port: 9003, service: 'inference-extension' } },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta(name),
      spec: { selector: { app: name }, ports: [{ name: 'grpc-ext-proc', port: 9002 }] },
    },
    destinationRule(name),
  ];
}

function destinationRule(name: string): object {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: meta(name),
    spec: {
      host: `${name}.ai.svc.cluster.local`,
      trafficPolicy: { tls: { mode: 'SIMPLE', insecureSkipVerify: true } },
    },
  };
}

/** A body router, which knows the models of these names. */
function router(models: string[]): object[] {
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta('bbr'),
      spec: {
        selector: { matchLabels: { app: 'bbr' } },
        template: {
          metadata: { labels: { app: 'bbr' } },
          spec: {
            containers: [
              {
                name: 'bbr',
                image: 'registry.k8s.io/gateway-api-inference-extension/bbr:v1.5.0',
                args: ['--streaming', '--v', '3'],
                env: [{ name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
                ports: [{ containerPort: 9004 }],
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('bbr'),
      spec: { selector: { app: 'bbr' }, ports: [{ port: 9004, appProtocol: 'HTTP2' }] },
    },
    destinationRule('bbr'),
    ...models.map((model) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...meta(`bbr-${model}`), labels: { 'inference.networking.k8s.io/bbr-managed': 'true' } },
      data: { baseModel: model, adapters: `- ${model}-lora\n` },
    })),
  ];
}

/** A pool, the server behind it and the route to it. */
function model(name: string): object[] {
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta(name),
      spec: {
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: {
            containers: [
              {
                name: 'vllm',
                image: 'vllm/vllm-openai:v0.18.1',
                command: ['vllm', 'serve', `org/${name}`],
                args: ['--served-model-name', name, '--port', '8000', '--lora-modules', `{"name":"${name}-lora"}`],
                ports: [{ name: 'http', containerPort: 8000 }],
                resources: { limits: { 'nvidia.com/gpu': 1 } },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'inference.networking.k8s.io/v1',
      kind: 'InferencePool',
      metadata: meta(name),
      spec: {
        selector: { matchLabels: { app: name } },
        targetPorts: [{ number: 8000 }],
        endpointPickerRef: { name: `${name}-epp`, port: { number: 9002 } },
      },
    },
    ...picker(name),
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: meta(name),
      spec: {
        parentRefs: [{ name: 'gateway' }],
        hostnames: ['ai.example.com'],
        rules: [
          {
            matches: [
              {
                path: { type: 'Exact', value: '/v1/chat/completions' },
                headers: [{ name: 'X-Gateway-Base-Model-Name', value: name }],
              },
            ],
            backendRefs: [{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name }],
          },
        ],
      },
    },
  ];
}

/** Hand-written manifests without a fault: two models on a gateway of Istio, with defaults left out. */
export function stack(): Rendered[] {
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ai' } },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: meta('gateway'),
      spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    },
    ...router(['llama', 'qwen']),
    ...model('llama'),
    ...model('qwen'),
  ];
  return objects as unknown as Rendered[];
}

/** A change of one object: its kind and name, a text of its JSON and what stands there instead. */
export type Change = readonly [kind: string, name: string, from: string | RegExp, to: string];

/** The stack with changes. */
export function stackWith(...changes: Change[]): Rendered[] {
  return changes.reduce((objects, change) => changed(objects, ...change), stack());
}

/** What one rule finds, without its id. */
export function finds(rule: string, objects: readonly object[]): string[] {
  const prefix = `${rule} `;
  return found(objects as Rendered[])
    .filter((one) => one.startsWith(prefix))
    .map((one) => one.slice(prefix.length));
}
