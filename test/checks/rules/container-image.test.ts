import { changed, correct, found } from '../manifests';

const objects = correct();
const finding = 'container-image error Deployment ai-models/chat';

test.each([
  ['that an overlay added by a misspelt name', '"containers":[', '"containers":[{"name":"vlm","env":[]},'],
  ['that runs before', '"containers":[', '"initContainers":[{"name":"fetch"}],"containers":['],
  ['with an empty text', /"image":"[^"]+"/, '"image":""'],
])('a container without an image %s is an error, and nothing else is', (_, from, to) => {
  expect(
    found(changed(objects, 'Deployment', 'chat', from, to)).filter((one) => one.includes('container-image')),
  ).toEqual([finding]);
});

test.each([
  [
    'a sidecar with an image',
    '"containers":[',
    '"initContainers":[{"name":"log","image":"x.io/log:v1","restartPolicy":"Always"}],"containers":[',
  ],
  ['an image by digest', /"image":"[^"]+"/, `"image":"docker.io/vllm/vllm-openai@sha256:${'0'.repeat(64)}"`],
])('%s is right', (_, from, to) => {
  expect(
    found(changed(objects, 'Deployment', 'chat', from, to)).filter((one) => one.includes('container-image')),
  ).toEqual([]);
});

test('of correct manifests with one field broken, exactly this rule fires', () => {
  expect(found(changed(objects, 'Deployment', 'chat', '"containers":[', '"containers":[{"name":"vlm"},'))).toEqual([
    finding,
  ]);
});
