import { errors, judged } from './judged';
import { Upstream } from './upstream';

let upstream: Upstream;
beforeAll(() => {
  upstream = Upstream.fetched();
});
afterAll(() => upstream?.remove());

const ISTIO = { 'provider.name': 'istio' };

test.each([
  [
    'a route to a gateway that is not there',
    () => upstream.pool({ ...ISTIO, 'experimentalHttpRoute.inferenceGatewayName': 'other' }),
    'route-listener HTTPRoute models/vllm-qwen3-32b',
  ],
  [
    'a route to a pool that is not there',
    () => upstream.pool(ISTIO).replace(/(kind: InferencePool\n +name: )vllm-qwen3-32b/, '$1vllm'),
    'missing-backend HTTPRoute models/vllm-qwen3-32b',
  ],
  [
    'a pool on a port that its servers do not open',
    () => upstream.pool({ ...ISTIO, 'inferencePool.targetPorts[0].number': 8001 }),
    'pool-port InferencePool models/vllm-qwen3-32b',
  ],
  [
    'a pool that selects no pods',
    () => upstream.pool({ ...ISTIO, 'inferencePool.modelServers.matchLabels.app': 'vllm' }),
    'pool-selector InferencePool models/vllm-qwen3-32b',
  ],
  // The chart moves the Service and the pool, not the picker.
  [
    'a picker behind a port that it does not open',
    () => upstream.pool({ ...ISTIO, 'inferenceExtension.extProcPort': 9100 }),
    'picker-service Service models/vllm-qwen3-32b-epp',
  ],
  [
    'a picker for another pool',
    () => upstream.pool(ISTIO).replace(/(- --pool-name\n +- )vllm-qwen3-32b/, '$1vllm'),
    'picker-arguments Deployment models/vllm-qwen3-32b-epp',
  ],
  // As the chart renders it, and the picker of v1.5.0 ends at these flags.
  [
    'a picker with flags of old',
    () => upstream.pool({ ...ISTIO, 'inferencePool.modelServerType': 'sglang' }),
    'picker-arguments Deployment models/vllm-qwen3-32b-epp',
  ],
  [
    'a picker that may not read its pool',
    () => upstream.pool(ISTIO).replace('resources: ["inferencepools"]', 'resources: ["pools"]'),
    'picker-rights Deployment models/vllm-qwen3-32b-epp',
  ],
  [
    'TLS that the proxy does not speak',
    () => upstream.pool({}, { gateway: 'istio' }),
    'ext-proc-tls Service models/vllm-qwen3-32b-epp',
  ],
  [
    'a model that nobody serves',
    () =>
      [
        upstream.pool({ ...ISTIO, 'experimentalHttpRoute.baseModel': 'Qwen/Qwen3-8B' }),
        upstream.chart('body-based-routing', 'router', ISTIO),
      ].join('\n---\n'),
    'model-name HTTPRoute models/vllm-qwen3-32b',
  ],
  [
    'a configuration that is not there',
    () => upstream.pool(ISTIO).replace(/(configMap:\n +name: )vllm-qwen3-32b-epp/, '$1vllm-epp'),
    'missing-reference Deployment models/vllm-qwen3-32b-epp',
  ],
])('%s is found', async (title, objects, error) => {
  const found = await judged(title, objects());
  expect(found.code).toBe(1);
  expect(errors(found)).toContainEqual(expect.stringContaining(error));
});
