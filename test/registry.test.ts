import { App } from 'cdk8s';
import { Cluster, Engine, Registry, Versions } from 'cdk8s-inference-gateway';
import { poolIn, team } from './programs';
import { refuses } from './refuses';
import { all, containerOf } from './render';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const COMPONENTS = [Versions.ENDPOINT_PICKER, Versions.BODY_ROUTER, Versions.VLLM, Versions.SIMULATOR];

/** The Deployments of a program with all images of the lock. */
function deployments(registry: Registry, imageDigests?: Record<string, string>) {
  const app = new App();
  Cluster.define(app, { registry, imageDigests });
  const { chart } = team({ pool: { engine: Engine.vllm() } }, app);
  poolIn(chart, 'simulated');
  return all(app, 'Deployment');
}

const imagesOf = (registry: Registry, digests?: Record<string, string>) =>
  [...new Set(deployments(registry, digests).map((deployment) => containerOf(deployment).image))].sort();

test('upstream images are pulled under their own names and tags', () => {
  expect(imagesOf(Registry.upstream())).toEqual(COMPONENTS.map(({ image, lock }) => `${image}:${lock}`).sort());
});

test.each(['acr.example.com', 'acr.example.com/mirror', 'localhost:5000'])(
  'the mirror %s holds every image',
  (host) => {
    const paths = COMPONENTS.map(({ image = '', lock }) => `${host}/${image.replace(/^[^/]+\//, '')}:${lock}`);
    expect(imagesOf(Registry.mirror(host))).toEqual(paths.sort());
  },
);

test('every image of a mirror can be pinned by digest', () => {
  const digests = Object.fromEntries(COMPONENTS.map(({ image, lock }) => [`${image}:${lock}`, DIGEST]));
  const images = imagesOf(Registry.mirror('acr.example.com'), digests);
  expect(images).toHaveLength(4);
  for (const image of images) expect(image).toMatch(/^acr\.example\.com\/.+:v[\d.]+@sha256:[0-9a-f]{64}$/);
});

test('the pull secret stands in every pod', () => {
  for (const { spec } of deployments(Registry.mirror('acr.example.com', { pullSecret: 'acr' }))) {
    expect(spec.template.spec.imagePullSecrets).toEqual([{ name: 'acr' }]);
  }
});

test('without a pull secret no pod names one', () => {
  for (const { spec } of deployments(Registry.mirror('acr.example.com'))) {
    expect(spec.template.spec).not.toHaveProperty('imagePullSecrets');
  }
});

test('an image that names the mirror already keeps its name, one that only looks like it does not', () => {
  const registry = Registry.mirror('acr.example.com/mirror');
  expect(registry.image('acr.example.com/mirror/team/a:v1')).toBe('acr.example.com/mirror/team/a:v1');
  expect(registry.image('acr.example.com/mirrored/a:v1')).toBe('acr.example.com/mirror/mirrored/a:v1');
});

for (const host of [
  'https://acr.example.com',
  'acr.example.com/',
  'ACR.example.com',
  '',
  'acr.example.com/a b',
  '/mirror',
]) {
  refuses(
    `the mirror '${host}'`,
    () => Registry.mirror(host),
    `'host' (${host})`,
    'without scheme',
    "write 'acr.example.com/mirror'",
  );
}
refuses(
  'a pull secret that Kubernetes does not accept',
  () => Registry.mirror('acr.example.com', { pullSecret: 'My Secret' }),
  "'pullSecret' (My Secret)",
  "write 'my-secret'",
);
