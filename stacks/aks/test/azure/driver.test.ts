import { Versions } from 'cdk8s-inference-gateway';
import { cudaOf, driverFault } from '../../src/azure/driver';
import { vmSize } from '../../src/azure/vm-size';

const image = (tag: string) => `docker.io/vllm/vllm-openai:${tag}`;
const check = (size: string, tag: string, driver: 'Install' | 'None' = 'Install') =>
  driverFault({ pool: 'gpu', size: vmSize(size), driver, image: image(tag) });

test('the image of the lock does not start on the A10 sizes, and the sentence says what does', () => {
  expect(check('Standard_NV36ads_A10_v5', Versions.VLLM.lock)).toBe(
    `'vmSize' of 'gpu' (NV36ads_A10_v5) has the GRID driver R570 of AKS, but docker.io/vllm/vllm-openai:${Versions.VLLM.lock} is CUDA 13 and needs R580 or newer: write an image with CUDA 12 (its tag with '-cu129'), or another size, such as Standard_NC24ads_A100_v4`,
  );
});

test.each([
  ['Standard_NC24ads_A100_v4', Versions.VLLM.lock, 'Install'],
  ['Standard_NV36ads_A10_v5', Versions.VLLM.oldest, 'Install'],
  ['Standard_NV36ads_A10_v5', `${Versions.VLLM.lock}-cu129`, 'Install'],
  ['Standard_NV36ads_A10_v5', Versions.VLLM.lock, 'None'],
  ['Standard_D4ads_v5', Versions.VLLM.lock, 'Install'],
] as const)('%s runs vLLM %s where the driver is %s', (size, tag, driver) => {
  expect(check(size, tag, driver)).toBeUndefined();
});

test.each([
  ['v0.19.1', 12],
  ['v0.20.0', 13],
  ['v0.32.0-cu129', 12],
])('vLLM %s is CUDA %i', (tag, version) => {
  expect(cudaOf(image(tag))?.version).toBe(version);
});

test('of an image of other makers nothing is said', () => {
  expect(cudaOf('acr.example.com/team/server:v1')).toBeUndefined();
  expect(cudaOf(`acr.example.com/mirror/vllm/vllm-openai:${Versions.VLLM.lock}@sha256:00`)?.version).toBe(13);
});
