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
])('%s is found', async (title, objects, error) => {
  const found = await judged(title, objects());
  expect(found.code).toBe(1);
  expect(errors(found)).toEqual([expect.stringContaining(error)]);
});
