import { App } from 'cdk8s';
import { Cluster, Engine, PickerConfig, PodSettings, PodVolume, Registry, Weights } from 'cdk8s-inference-gateway';
import { documents, synthesized } from './example';
import { team } from './programs';
import { all, objectsOf, type Rendered } from './render';

const MIRROR = 'acr.example.com/mirror';
const own = (name: string) => `registry.example.com/team/${name}:v1`;

/** The images of all pods: of containers, init containers, sidecars and volumes. */
function imagesOf(objects: Rendered[]): string[] {
  return all(objects, 'Deployment').flatMap(({ spec }) => {
    const pod = spec.template.spec;
    const containers = [...pod.containers, ...(pod.initContainers ?? [])].map(({ image }) => image);
    return [...containers, ...(pod.volumes ?? []).flatMap(({ image }) => (image ? [image.reference] : []))];
  });
}

/** Everything in the objects that looks like an image elsewhere. */
const elsewhere = (objects: Rendered[]) =>
  JSON.stringify(objects).match(/"[^" ]*(docker\.io|ghcr\.io|registry\.k8s\.io|registry\.example\.com)\/[^"]*"/g) ?? [];

test.each([
  ['with vLLM', false],
  ['with the simulator', true],
])('the mirror of a cluster holds every image of the tenants %s', (_, noGpu) => {
  const { files } = synthesized('tenants', noGpu, ({ Registry: registry }) => {
    const mirror = registry.mirror(MIRROR);
    registry.upstream = () => mirror;
  });
  const objects = Object.values(files).flatMap(documents);
  const images = imagesOf(objects);
  expect(images).toHaveLength(5);
  expect(images.filter((image) => !image.startsWith(`${MIRROR}/`))).toEqual([]);
  expect(elsewhere(objects)).toEqual([]);
});

test('and every image that a program brings itself', () => {
  const app = new App();
  Cluster.define(app, { registry: Registry.mirror(MIRROR) });
  const pods = PodSettings.of({
    initContainers: [{ name: 'first', image: own('first') }],
    sidecars: [{ name: 'side', image: own('side') }],
    volumes: [PodVolume.of('files', { image: { reference: own('files') } })],
  });
  const engine = Engine.vllm({ image: own('vllm') });
  const weights = Weights.ociImage(own('weights'));
  const endpointPicker = PickerConfig.of({ pods });
  team({ gateway: { bodyRouterPods: pods }, pool: { engine, weights, pods, endpointPicker } }, app);
  const objects = objectsOf(app);
  expect(imagesOf(objects).filter((image) => !image.startsWith(`${MIRROR}/`))).toEqual([]);
  expect(imagesOf(objects)).toEqual(
    expect.arrayContaining(['first', 'side', 'files', 'vllm', 'weights'].map((name) => `${MIRROR}/team/${name}:v1`)),
  );
  expect(elsewhere(objects)).toEqual([]);
});
