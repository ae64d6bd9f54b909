import { DIAGNOSES } from '../../../cli/doctor/diagnoses';
import { condition, Living, made } from './living';

const GATEWAY = 'Gateway ai-gateway/ai-shared-gateway';
const POOL = 'InferencePool ai-models/chat';
const ROUTE = 'HTTPRoute tenant-a/inference';
const SERVERS = 'ai-models/chat';
const ISTIOD = 'Deployment istio-system/istiod';
const FLAG = 'ENABLE_GATEWAY_API_INFERENCE_EXTENSION';

type Fault = (cluster: Living) => Living;

const waiting = (reason: string, message: string, restartCount = 0) => ({
  status: {
    conditions: [condition('Ready', 'False')],
    containerStatuses: [
      { name: 'vllm', image: 'vllm:v1', ready: false, restartCount, state: { waiting: { reason, message } } },
    ],
  },
});

const unschedulable = (message: string) => ({
  spec: { nodeName: null },
  status: { phase: 'Pending', conditions: [condition('PodScheduled', 'False', 'Unschedulable', message)] },
});

const gpus = (count: number) => [
  { name: 'vllm', image: 'x', resources: { limits: { 'nvidia.com/gpu': String(count) } } },
];

const istiodWith = (env: { name: string; value: string }[], image = 'docker.io/istio/pilot:1.31.1') => ({
  spec: { template: { spec: { containers: [{ name: 'discovery', image, env }] } } },
});

const parents =
  (type: string, reason: string, message: string) => (namespace: string, name: string, sectionName?: string) => ({
    status: {
      parents: [
        { parentRef: { namespace, name, sectionName }, conditions: [condition(type, 'False', reason, message)] },
      ],
    },
  });

/** Each fault, and everything that is said of it. */
const FAULTS: [fault: string, plant: Fault, said: (string | RegExp)[]][] = [
  [
    'an API server that is too old',
    (one) => Object.assign(one, { version: 'v1.29.3' }),
    [/^error kubernetes-version APIServer kubernetes is v1\.29\.3, older than 1\.30: /],
  ],
  [
    'a missing CRD',
    (one) => one.remove('CustomResourceDefinition inferencepools.inference.networking.k8s.io'),
    [/^error crds CustomResourceDefinition inferencepools\.inference\.networking\.k8s\.io is missing, so /],
  ],
  [
    'CRDs that are too old',
    (one) =>
      one.change('CustomResourceDefinition httproutes.gateway.networking.k8s.io', {
        metadata: { annotations: { 'gateway.networking.k8s.io/bundle-version': 'v1.2.1' } },
      }),
    [/^error crds CustomResourceDefinition httproutes\S+ is of v1\.2\.1, older than v1\.5\.1: /],
  ],
  [
    'a CRD without the version of the manifests',
    (one) =>
      one.change('CustomResourceDefinition inferencepools.inference.networking.k8s.io', {
        spec: { versions: [{ name: 'v1alpha2', served: true }] },
      }),
    [/^error crds CustomResourceDefinition inferencepools\S+ does not serve v1, /],
  ],
  [
    'a cluster without Istio',
    (one) => one.remove(ISTIOD),
    [/^error control-plane GatewayClass istio has no control plane: /],
  ],
  [
    'an Istio that is down',
    (one) => one.change(ISTIOD, { status: { readyReplicas: 0 } }),
    [/^error control-plane Deployment istio-system\/istiod has no ready pod: proxies keep /],
  ],
  [
    'an Istio that is too old',
    (one) => one.change(ISTIOD, istiodWith([{ name: FLAG, value: 'true' }], 'istio/pilot:1.29.4-distroless')),
    [/^error control-plane Deployment istio-system\/istiod is Istio 1\.29\.4-distroless, older than 1\.30\.1: /],
  ],
  [
    'an Istio without its flag',
    (one) => one.change(ISTIOD, istiodWith([])),
    [
      `error inference-flag ${ISTIOD} runs without ${FLAG}=true, so it ignores InferencePools and their routes answer 500`,
    ],
  ],
  [
    'an Istio with another flag',
    (one) => one.change(ISTIOD, istiodWith([{ name: 'SUPPORT_GATEWAY_API_INFERENCE_EXTENSION', value: 'true' }])),
    [/^error inference-flag .* \(it has SUPPORT_GATEWAY_API_INFERENCE_EXTENSION, which it does not read\)/],
  ],
  [
    'a missing GatewayClass',
    (one) => one.remove('GatewayClass istio'),
    [
      `error gateway-class ${GATEWAY} is of the class 'istio', which does not exist (there is none), so no controller serves it`,
    ],
  ],
  [
    'a GatewayClass that nobody accepts',
    (one) => one.change('GatewayClass istio', { status: { conditions: [] } }),
    [
      'error gateway-class GatewayClass istio is not accepted by its controller istio.io/gateway-controller: it has said nothing',
    ],
  ],
  [
    'a pod over the quota',
    (one) =>
      one.change(`Deployment ${SERVERS}`, {
        status: {
          readyReplicas: 1,
          conditions: [
            condition('ReplicaFailure', 'True', 'FailedCreate', 'pods "chat-1" is forbidden: exceeded quota: gpus'),
          ],
        },
      }),
    [
      /^error refused-pod Deployment ai-models\/chat has 1 of 2 pods, .*: pods "chat-1" is forbidden: exceeded quota: gpus$/,
    ],
  ],
  [
    'pods that wait for GPUs that others have',
    (one) =>
      one
        .changePods(SERVERS, unschedulable('0/1 nodes are available: 1 Insufficient nvidia.com/gpu.'))
        .changePods(SERVERS, { spec: { nodeSelector: { pool: 'gpus' }, containers: gpus(4) } })
        .changePods('ai-models/embeddings', { spec: { containers: gpus(3) } }),
    [
      'error unschedulable-pod Deployment ai-models/chat has 2 pods that no node takes: each needs 4 nvidia.com/gpu, and the nodes with pool=gpus have 8, of which 6 are taken (ai-models/embeddings 6)',
      `error pool-endpoints ${POOL} has 0 of 2 pods ready (2 Pending), so its requests end with 503`,
    ],
  ],
  [
    'pods for nodes that do not exist',
    (one) =>
      one
        .changePods(
          SERVERS,
          unschedulable("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."),
        )
        .changePods(SERVERS, { spec: { nodeSelector: { pool: 'h100' }, containers: gpus(1) } }),
    [
      /^error unschedulable-pod .*: each needs 1 nvidia\.com\/gpu, and no node has the labels pool=h100$/,
      /^error pool-endpoints /,
    ],
  ],
  [
    'nodes without a device plugin',
    (one) =>
      one
        .changePods(SERVERS, unschedulable('0/1 nodes are available: 1 Insufficient nvidia.com/gpu.'))
        .changePods(SERVERS, { spec: { containers: gpus(1) } })
        .change('Node gpu-0', { status: { allocatable: { 'nvidia.com/gpu': '0' } } }),
    [/^error unschedulable-pod .*: each needs 1 nvidia\.com\/gpu, and the nodes offer none$/, /^error pool-endpoints /],
  ],
  [
    'pods for a tainted node',
    (one) =>
      one.changePods(
        SERVERS,
        unschedulable('0/1 nodes are available: 1 node(s) had untolerated taint {sku: gpu}. preemption: no.'),
      ),
    [
      /^error unschedulable-pod .* that no node takes: 0\/1 nodes are available: 1 node\(s\) had untolerated taint \{sku: gpu\}$/,
      /^error pool-endpoints /,
    ],
  ],
  [
    'an image that cannot be pulled',
    (one) => one.changePods(SERVERS, waiting('ImagePullBackOff', 'vllm:v1: not found')),
    [
      'error image-pull Deployment ai-models/chat has 2 pods whose image vllm:v1 cannot be pulled (ImagePullBackOff): vllm:v1: not found',
      `error pool-endpoints ${POOL} has 0 of 2 pods ready (2 ImagePullBackOff), so its requests end with 503`,
    ],
  ],
  [
    'a server that ends, with the cause from far above in its log',
    (one) =>
      Object.assign(one.changePods(SERVERS, waiting('CrashLoopBackOff', '', 3)), {
        logs: {
          'ai-models/chat-0-0/vllm': [
            "ValueError: To serve at least one request with the model's max seq len (4096), (1.5 GiB KV cache is needed, 0.2 GiB is there), the estimated maximum model length is 384.",
            'Engine core initialization failed. See root cause above. Failed core proc(s): {}',
          ].join('\n'),
        },
      }),
    [
      /^error crash-loop Deployment ai-models\/chat has 2 pods whose container 'vllm' ends .*, 3 restarts\): To serve at least one .* is 384$/,
      /^error pool-endpoints /,
    ],
  ],
  [
    'a picker that is out of memory',
    (one) =>
      one.changePods('ai-models/chat-epp', {
        status: {
          containerStatuses: [
            {
              name: 'epp',
              image: 'x',
              ready: false,
              restartCount: 1,
              state: { running: {} },
              lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
            },
          ],
        },
      }),
    [
      /^error crash-loop Deployment ai-models\/chat-epp has 2 pods whose container 'epp' ends \(OOMKilled, 1 restart\): it took more memory than \S+$/,
    ],
  ],
  [
    'a volume that cannot be mounted',
    (one) =>
      one.changePods(SERVERS, { status: { phase: 'Pending', conditions: [condition('Ready', 'False')] } }).add(
        made('v1', 'Event', 'ai-models', 'e1', {
          involvedObject: { kind: 'Pod', name: 'chat-0-1' },
          reason: 'FailedMount',
          message: 'MountVolume.SetUp failed for volume "x" : secret "y" not found',
        }),
      ),
    [
      /^error volume Deployment ai-models\/chat has 1 pod that cannot start for want of a volume: MountVolume.*"y" not found$/,
      /^error pool-endpoints /,
    ],
  ],
  [
    'a missing Secret',
    (one) =>
      one.change(`Deployment ${SERVERS}`, { spec: { template: { spec: { imagePullSecrets: [{ name: 'acr' }] } } } }),
    [
      'error missing-reference Deployment ai-models/chat needs Secret ai-models/acr, which does not exist, so its next pod does not start',
    ],
  ],
  [
    'a claim that is not bound',
    (one) =>
      one.add(made('v1', 'PersistentVolumeClaim', 'ai-models', 'weights', { spec: {}, status: { phase: 'Pending' } })),
    [/^warning missing-reference PersistentVolumeClaim ai-models\/weights is Pending \(storage class the default\), /],
  ],
  [
    'a missing certificate, said once',
    (one) => {
      one.secrets['ai-gateway'] = [];
      return one.change(GATEWAY, {
        status: {
          listeners: [
            {
              name: 'tenant-a.ai.example.com',
              conditions: [condition('ResolvedRefs', 'False', 'InvalidCertificateRef')],
            },
          ],
        },
      });
    },
    [
      /^error certificate \S+ \S+ needs Secret ai-gateway\/ai-example-com-tls with the certificate of tenant-a\.\S+, tenant-b\.\S+, which /,
    ],
  ],
  [
    'a picker with 0 replicas',
    (one) => one.stop('ai-models/chat-epp').change('Deployment ai-models/chat-epp', { spec: { replicas: 0 } }),
    [
      'error endpoint-picker Deployment ai-models/chat-epp is the picker of a pool and has 0 replicas, so every request to InferencePool ai-models/chat ends with 500',
    ],
  ],
  [
    "a picker's Service that went later, so that the condition is still True",
    (one) => one.remove('Service ai-models/chat-epp'),
    [
      /^error endpoint-picker InferencePool ai-models\/chat has no picker to ask: Service ai-models\/chat-epp does not exist, so /,
    ],
  ],
  [
    'a wrong port of the picker',
    (one) => one.change(POOL, { spec: { endpointPickerRef: { port: { number: 9009 } } } }),
    [
      /^error endpoint-picker .* Service ai-models\/chat-epp has no port 9009 \(it has 9002, 9090\), so every request .* 500$/,
    ],
  ],
  [
    'a picker that is left out when it is missing',
    (one) =>
      one
        .remove('Service ai-models/chat-epp')
        .change(POOL, { spec: { endpointPickerRef: { failureMode: 'FailOpen' } } }),
    [/^warning endpoint-picker .*, so requests go round robin, without a picker$/],
  ],
  [
    'a body router without a ready pod',
    (one) =>
      one
        .changePods('ai-gateway/ai-shared-gateway-body-router', {
          status: { conditions: [condition('Ready', 'False')] },
        })
        .change('EndpointSlice ai-gateway/ai-shared-gateway-body-router', {
          endpoints: [{ conditions: { ready: false } }],
        }),
    [
      `error body-router Deployment ai-gateway/ai-shared-gateway-body-router is a body router and has no ready pod (2 running but not ready), so every request to ${GATEWAY} ends with 500`,
    ],
  ],
  [
    'a gateway without its filters',
    (one) => one.remove('EnvoyFilter ai-gateway/ai-shared-gateway-request-filters'),
    [
      `error body-router ${GATEWAY} has no EnvoyFilter that asks a body router, but routes that match its header, so their requests end with 404`,
    ],
  ],
  [
    'a pool that selects nothing',
    (one) => one.change(POOL, { spec: { selector: { matchLabels: { 'app.kubernetes.io/instance': 'cat' } } } }),
    [/^error pool-endpoints InferencePool ai-models\/chat selects no pod \(app\.kubernetes\.io\/instance=cat, /],
  ],
  [
    'a pool with one of two servers',
    (one) => one.change('Pod ai-models/chat-0-1', { status: { conditions: [condition('Ready', 'False')] } }),
    [`warning pool-endpoints ${POOL} has 1 of 2 pods ready (1 running but not ready)`],
  ],
  [
    'a gateway without a proxy',
    (one) => one.remove('Pod ai-gateway/ai-shared-gateway-istio-0'),
    [`error gateway-proxies ${GATEWAY} has no ready proxy (there are none), so every connection is refused`],
  ],
  [
    'a Gateway that nobody has taken',
    (one) =>
      one.change(GATEWAY, {
        status: { conditions: [condition('Accepted', 'Unknown', 'Pending', 'Waiting for controller')] },
      }),
    [`error gateway-condition ${GATEWAY} has been taken by no controller, so it has no proxy`],
  ],
  [
    'a Gateway that is not programmed',
    (one) =>
      one.change(GATEWAY, {
        status: {
          conditions: [condition('Accepted'), condition('Programmed', 'False', 'AddressNotAssigned', 'no address.')],
        },
      }),
    [`error gateway-condition ${GATEWAY} has Programmed=False (AddressNotAssigned): no address`],
  ],
  [
    'a Gateway without an address',
    (one) => one.change(GATEWAY, { status: { addresses: null } }),
    [`error gateway-condition ${GATEWAY} has no address, so no client can reach it`],
  ],
  [
    'a listener in conflict',
    (one) =>
      one.change(GATEWAY, {
        status: { listeners: [{ name: 'http', conditions: [condition('Conflicted', 'True', 'HostnameConflict')] }] },
      }),
    [`error gateway-condition ${GATEWAY} has Conflicted=True (HostnameConflict) at its listener 'http'`],
  ],
  [
    'a Gateway that its controller has not seen since',
    (one) => one.change(GATEWAY, { metadata: { generation: 2 } }),
    [`warning gateway-condition ${GATEWAY} has changed since its controller has judged it`],
  ],
  [
    'a pool that no controller looks at',
    (one) => one.change(POOL, { status: null }),
    [`error pool-condition ${POOL} has a route, but no controller has looked at it, so its requests end with 500`],
  ],
  [
    'a pool whose picker was never found',
    (one) =>
      one.change(
        POOL,
        parents(
          'ResolvedRefs',
          'InvalidExtensionRef',
          'Referenced ExtensionRef not found x',
        )('ai-gateway', 'ai-shared-gateway'),
      ),
    [
      `error pool-condition ${POOL} has ResolvedRefs=False (InvalidExtensionRef) from ${GATEWAY}: Referenced ExtensionRef not found x`,
    ],
  ],
  [
    'a route without a grant',
    (one) =>
      one.change(
        ROUTE,
        parents('ResolvedRefs', 'RefNotPermitted', 'not accessible')(
          'ai-gateway',
          'ai-shared-gateway',
          'tenant-a.ai.example.com',
        ),
      ),
    [`error route-condition ${ROUTE} has ResolvedRefs=False (RefNotPermitted) from ${GATEWAY}: not accessible`],
  ],
  [
    'a route to a Gateway that does not exist',
    (one) => one.change(ROUTE, { spec: { parentRefs: [{ name: 'gateway', namespace: 'ai-gateway' }] } }),
    [
      `error route-condition ${ROUTE} names Gateway ai-gateway/gateway, which does not exist, so it answers nobody; there is ai-gateway/ai-shared-gateway`,
    ],
  ],
  [
    'a route to no Gateway',
    (one) => one.change(ROUTE, { spec: { parentRefs: [] } }),
    [`error route-condition ${ROUTE} names no Gateway, so it answers nobody; there is ai-gateway/ai-shared-gateway`],
  ],
  [
    'a route that its Gateway has not looked at',
    (one) => one.change(ROUTE, { status: null }),
    [`error route-condition ${ROUTE} has not been looked at by ${GATEWAY}, so it answers nobody there`],
  ],
  [
    'a budget that allows nothing for ever',
    (one) =>
      one.change('PodDisruptionBudget ai-models/chat', {
        status: { expectedPods: 2, currentHealthy: 2, desiredHealthy: 2, disruptionsAllowed: 0 },
      }),
    [
      'warning disruption-budget PodDisruptionBudget ai-models/chat wants 2 of 2 pods at all times, so no node with one of them can be drained',
    ],
  ],
  [
    'a DestinationRule that went, which no status tells',
    (one) => one.remove('DestinationRule ai-models/chat-epp'),
    [/^error ext-proc-tls Service ai-models\/chat-epp has no DestinationRule for its port 9002, /],
  ],
  [
    'a pool port on which nobody listens, which no status tells',
    (one) => one.change(POOL, { spec: { targetPorts: [{ number: 9999 }] } }),
    [/^error pool-port InferencePool ai-models\/chat has the target port 9999, but /],
  ],
];

const healthy = () => Living.of('tenants');

test.each(['quickstart', 'tenants'])('a healthy cluster with the example %s has nothing to tell', (example) => {
  const cluster = Living.of(example);
  expect(cluster.diagnosed()).toEqual([]);
  cluster.withManifests = true;
  expect(cluster.diagnosed()).toEqual([]);
});

test.each(FAULTS)('%s is told, and nothing else', (_, plant, said) => {
  expect(plant(healthy()).diagnosed()).toEqual(
    said.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
  );
});

describe('with manifests', () => {
  const compared = (plant: Fault) => plant(Object.assign(healthy(), { withManifests: true })).diagnosed();

  test('what is gone is told', () => {
    expect(compared((one) => one.remove('ReferenceGrant ai-models/chat-from-tenant-a'))).toEqual([
      'error missing-object ReferenceGrant ai-models/chat-from-tenant-a is in the manifests, but not in the cluster',
    ]);
  });

  test('what was changed by hand is told', () => {
    expect(compared((one) => one.change(POOL, { spec: { endpointPickerRef: { failureMode: 'FailOpen' } } }))).toEqual([
      `warning changed-object ${POOL} is not what the manifests say: spec.endpointPickerRef.failureMode is "FailOpen", not "FailClose"`,
    ]);
  });

  test('a namespace that is gone is told once', () => {
    const [first, ...others] = compared((one) =>
      one.remove('Namespace tenant-b').remove('HTTPRoute tenant-b/inference'),
    );
    expect(first).toBe(
      'error missing-object Namespace tenant-b is in the manifests, but not in the cluster, nor is anything in it',
    );
    expect(others.filter((line) => line.includes('missing-object'))).toEqual([]);
  });
});

describe('nothing is called missing', () => {
  test('in namespaces that were not read', () => {
    const cluster = healthy();
    const { objects } = cluster.snapshot();
    const own = objects.filter(({ metadata }) => metadata.namespace === 'tenant-a');
    expect(
      cluster.diagnosed({ namespaces: ['tenant-a'], objects: own, unread: [{ kind: 'CustomResourceDefinition' }] }),
    ).toEqual([]);
  });

  test('of a kind that may not be read', () => {
    const cluster = healthy().remove('Service ai-models/chat-epp');
    expect(cluster.diagnosed({ unread: [{ kind: 'Service', namespace: 'ai-models' }] })).toEqual([]);
    cluster.secrets['ai-gateway'] = [];
    const { 'ai-gateway': _, ...secrets } = cluster.secrets;
    expect(cluster.diagnosed({ secrets, unread: [{ kind: 'Service', namespace: 'ai-models' }] })).toEqual([]);
  });
});

test('every diagnosis has a fault here', () => {
  const said = FAULTS.flatMap(([, plant]) => plant(healthy()).diagnosed()).map((line) => line.split(' ')[1]);
  const compared = ['missing-object', 'changed-object'];
  expect(DIAGNOSES.map(({ id }) => id).filter((id) => !said.includes(id) && !compared.includes(id))).toEqual([]);
});
