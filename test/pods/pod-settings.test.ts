import { App, Size } from 'cdk8s';
import {
  Checks,
  Cluster,
  ConfigMapKey,
  Engine,
  type ModelPoolProps,
  PickerConfig,
  type PodContainer,
  PodSettings,
  type PodSettingsProps,
  PodVolume,
  Registry,
  SecretKey,
} from 'cdk8s-inference-gateway';
import { podSecurityFaults } from '../judges/pods';
import { team } from '../programs';
import { refuses } from '../refuses';
import { all, find, objectsOf, selects } from '../render';

const image = 'registry.example.com/team/tool:v1';
const tool: PodContainer = { name: 'tool', image };

const withPods = (props: PodSettingsProps, more: Partial<ModelPoolProps> = {}, app = new App()) => {
  for (const name of ['site', 'app']) Checks.of(app).exists({ kind: 'ConfigMap', namespace: 'ai', name });
  return team({ pool: { ...more, pods: PodSettings.of(props) } }, app);
};
const podOf = (props: PodSettingsProps, more: Partial<ModelPoolProps> = {}) =>
  find(withPods(props, more).app, 'Deployment', 'qwen3').spec.template.spec;

test('further containers are hardened as ours are', () => {
  const { app } = withPods({ initContainers: [{ ...tool, name: 'first' }], sidecars: [tool] });
  expect(podSecurityFaults(objectsOf(app))).toEqual([]);
});

test('a container whose image writes into its root may be told so, and stays hardened otherwise', () => {
  const pod = podOf({ sidecars: [{ ...tool, readOnlyRootFilesystem: false }] });
  expect(pod.initContainers?.[0].securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: false,
    capabilities: { drop: ['ALL'] },
  });
});

test('sidecars start after the init containers and before the server, and end after it', () => {
  const pod = podOf({ sidecars: [tool], initContainers: [{ ...tool, name: 'first' }] });
  expect(pod.containers.map(({ name }) => name)).toEqual(['simulator']);
  const order = pod.initContainers?.map((one) => [one.name, (one as { restartPolicy?: string }).restartPolicy]);
  expect(order).toEqual([
    ['first', undefined],
    ['tool', 'Always'],
  ]);
});

test('a container has what it was given, and no empty lists', () => {
  const pod = podOf({
    initContainers: [
      {
        ...tool,
        command: ['sh', '-c'],
        args: ['cp /a /b'],
        env: { PLAIN: '1' },
        secretEnv: { SECRET: SecretKey.of('s3', 'key') },
        configMapEnv: { SITE: ConfigMapKey.of('site', 'zone') },
        mounts: [{ volume: 'tmp', path: '/b', readOnly: true }],
        resources: { requests: { cpu: '1' }, limits: { memory: '1Gi' } },
      },
      { ...tool, name: 'bare' },
    ],
  });
  expect(pod.initContainers?.[0]).toMatchObject({
    command: ['sh', '-c'],
    args: ['cp /a /b'],
    env: [
      { name: 'PLAIN', value: '1' },
      { name: 'SECRET', valueFrom: { secretKeyRef: { name: 's3', key: 'key' } } },
      { name: 'SITE', valueFrom: { configMapKeyRef: { name: 'site', key: 'zone' } } },
    ],
    volumeMounts: [{ name: 'tmp', mountPath: '/b', readOnly: true }],
    resources: { requests: { cpu: '1' }, limits: { memory: '1Gi' } },
  });
  expect(pod.initContainers?.[1]).not.toHaveProperty('env');
  expect(pod.initContainers?.[1]).not.toHaveProperty('volumeMounts');
});

test('volumes of every kind stand beside ours', () => {
  const volumes = [
    PodVolume.emptyDir('scratch', Size.gibibytes(2)),
    PodVolume.configMap('settings', 'app'),
    PodVolume.secret('keys', 'app-keys'),
    PodVolume.claim('models', 'shared'),
    PodVolume.of('blobs', { csi: { driver: 'blob.csi.azure.com' } }),
    PodVolume.of('files', { image: { reference: image } }),
  ];
  expect(podOf({ volumes }).volumes?.slice(1)).toEqual([
    { name: 'scratch', emptyDir: { sizeLimit: '2048Mi' } },
    { name: 'settings', configMap: { name: 'app' } },
    { name: 'keys', secret: { secretName: 'app-keys', defaultMode: 0o440 } },
    { name: 'models', persistentVolumeClaim: { claimName: 'shared' } },
    { name: 'blobs', csi: { driver: 'blob.csi.azure.com' } },
    { name: 'files', image: { reference: image, pullPolicy: 'IfNotPresent' } },
  ]);
});

test('the selector stays as it is, whatever the labels', () => {
  const { app, pool } = withPods({ labels: { team: 'red' } });
  const { spec } = find(app, 'Deployment', 'qwen3');
  expect(spec.selector.matchLabels).toEqual(pool.podLabels);
  expect(spec.selector.matchLabels).not.toHaveProperty('team');
  expect(selects(pool.podLabels, spec.template.metadata.labels)).toBe(true);
});

test('an account that exists takes the place of ours, with the rights of the picker', () => {
  const pods = PodSettings.of({ serviceAccountName: 'platform' });
  const { app, pool } = team({ pool: { pods, endpointPicker: PickerConfig.of({ pods }) } });
  Checks.of(app).exists({ kind: 'ServiceAccount', namespace: 'ai', name: 'platform' });
  expect(pool.serviceAccount).toBeUndefined();
  expect(pool.endpointPicker.serviceAccount).toBeUndefined();
  const accounts = all(app, 'ServiceAccount').map(({ metadata }) => metadata.name);
  expect(accounts).toEqual(['gateway-body-router']);
  const { subjects, roleRef } = find(app, 'RoleBinding', 'qwen3-epp');
  expect(subjects).toEqual([{ kind: 'ServiceAccount', name: 'platform', namespace: 'ai' }]);
  expect(roleRef.name).toBe('qwen3-epp');
});

test('settings without anything change nothing', () => {
  expect(objectsOf(withPods({}).app)).toEqual(objectsOf(team().app));
});

test("settings of a pool change only its model servers' Deployment", () => {
  const before = objectsOf(team().app);
  const props = { env: { A: '1' }, labels: { team: 'red' }, sidecars: [tool], volumes: [PodVolume.emptyDir('more')] };
  const changed = objectsOf(withPods(props).app).filter(
    (object, index) => JSON.stringify(object) !== JSON.stringify(before[index]),
  );
  expect(changed.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([['Deployment', 'qwen3']]);
});

const vllm = { engine: Engine.vllm() };
const REFUSED: [string, PodSettingsProps, Partial<ModelPoolProps>, ...string[]][] = [
  ['a container of our name', { sidecars: [{ name: 'simulator', image }] }, {}, "'name' (simulator)", 'main container'],
  ['a volume of our name', { volumes: [PodVolume.emptyDir('tmp')] }, {}, "'volumes' has 'tmp'", 'another name'],
  [
    'a label that selects',
    { labels: { 'app.kubernetes.io/name': 'x' } },
    {},
    "'labels' has 'app.kubernetes.io/name'",
    "'model-server' already",
  ],
  [
    'a label that the picker reads',
    { labels: { 'inference.networking.k8s.io/engine-type': 'x' } },
    {},
    "'labels' has",
    'leave it out',
  ],
  ['a variable of ours', { env: { POD_NAME: 'x' } }, {}, "'env' must not set 'POD_NAME'", "'simulator' has already"],
  [
    "a variable of ours by a Secret's key",
    { secretEnv: { HOME: SecretKey.of('a', 'b') } },
    vllm,
    "'env' must not set 'HOME'",
  ],
  [
    'a variable that opens vLLM up',
    { env: { VLLM_SERVER_DEV_MODE: '1' } },
    vllm,
    "'env' must not set 'VLLM_SERVER_DEV_MODE'",
    'opens vLLM up',
  ],
  ['a port that is none', { env: { VLLM_PORT: '8000' } }, vllm, "'env' must not set 'VLLM_PORT'"],
  [
    'a node that another size excludes',
    { nodeSelector: { 'nvidia.com/gpu.present': 'false' } },
    vllm,
    "'nodeSelector' has 'nvidia.com/gpu.present'",
    "'true' already",
  ],
  ['a mount of nothing', { mounts: [{ volume: 'nope', path: '/x' }] }, {}, "'mounts' has 'nope'", 'write one of tmp'],
  [
    "a container's mount of nothing",
    { sidecars: [{ ...tool, mounts: [{ volume: 'nope', path: '/x' }] }] },
    {},
    "'mounts' has 'nope'",
  ],
  ['a mount over ours', { mounts: [{ volume: 'tmp', path: '/tmp' }] }, {}, "'path' (/tmp)", 'another path'],
];
for (const [what, props, more, ...parts] of REFUSED) {
  refuses(what, (app) => withPods(props, more, app), ...parts);
}

const WRONG: [string, () => unknown, ...string[]][] = [
  [
    'two containers of a name',
    () => PodSettings.of({ initContainers: [tool], sidecars: [tool] }),
    "two of the name 'tool'",
  ],
  [
    'two volumes of a name',
    () => PodSettings.of({ volumes: [PodVolume.emptyDir('a'), PodVolume.claim('a', 'b')] }),
    "'volumes' has two of the name 'a'",
  ],
  [
    'a container name with capitals',
    () => PodSettings.of({ sidecars: [{ name: 'Tool', image }] }),
    "'name' (Tool)",
    "write 'tool'",
  ],
  [
    'an image without registry',
    () => PodSettings.of({ sidecars: [{ name: 'a', image: 'busybox:1.37' }] }),
    "'image' (busybox:1.37)",
    'with its registry',
  ],
  [
    'an image without tag',
    () => PodSettings.of({ sidecars: [{ name: 'a', image: 'docker.io/library/busybox' }] }),
    'neither tag nor digest',
    "'docker.io/library/busybox:v7'",
  ],
  [
    'a moving image',
    () => PodSettings.of({ sidecars: [{ name: 'a', image: 'docker.io/library/busybox:latest' }] }),
    "moving tag 'latest'",
    'or its digest',
  ],
  [
    'an image volume without tag',
    () => PodVolume.of('a', { image: { reference: 'quay.io/a/b' } }),
    "'image.reference' (quay.io/a/b)",
  ],
  [
    'an inline secret',
    () => PodSettings.of({ env: { API_TOKEN: 'x' } }),
    "'env' must not hold the secret 'API_TOKEN'",
    'secretEnv: { API_TOKEN: SecretKey.of(',
  ],
  [
    'a secret that is none',
    () => PodSettings.of({ secretEnv: { API_TOKEN: 'x' as unknown as SecretKey } }),
    "'secretEnv' has 'API_TOKEN' without a SecretKey",
  ],
  [
    'a variable twice',
    () => PodSettings.of({ env: { A: '1' }, configMapEnv: { A: ConfigMapKey.of('a', 'b') } }),
    "'A' more than once",
  ],
  [
    'a variable that cannot be one',
    () => PodSettings.of({ configMapEnv: { 'A-B': ConfigMapKey.of('a', 'b') } }),
    "'configMapEnv' has 'A-B'",
  ],
  [
    'an inline secret of a container',
    () => PodSettings.of({ sidecars: [{ ...tool, env: { API_KEY: 'x' } }] }),
    "'API_KEY'",
  ],
  [
    'a mount of the root',
    () => PodSettings.of({ mounts: [{ volume: 'tmp', path: '/' }] }),
    "'path' (/)",
    "write '/data'",
  ],
  [
    'a mount of a relative path',
    () => PodSettings.of({ sidecars: [{ ...tool, mounts: [{ volume: 'tmp', path: 'x' }] }] }),
    "'path' (x)",
  ],
  [
    'a folder above the volume',
    () => PodSettings.of({ mounts: [{ volume: 'tmp', path: '/x', subPath: '../etc' }] }),
    "'subPath' (../etc)",
  ],
  ['a label that is none', () => PodSettings.of({ labels: { team: 'red team' } }), "'labels' has 'team: red team'"],
  ['a node label that is none', () => PodSettings.of({ nodeSelector: { 'a b': 'c' } }), "'nodeSelector' has 'a b: c'"],
  [
    'a toleration of another effect',
    () => PodSettings.of({ tolerations: [{ key: 'a', effect: 'No' }] }),
    "'effect' (No)",
  ],
  ['a pull secret that is none', () => PodSettings.of({ pullSecrets: ['My Secret'] }), "'pullSecrets' (My Secret)"],
  [
    'a priority class that is none',
    () => PodSettings.of({ priorityClassName: 'High' }),
    "'priorityClassName' (High)",
    "write 'high'",
  ],
  [
    'a volume of the host',
    () => PodVolume.of('a', { hostPath: { path: '/' } }),
    "'source' of volume 'a' (hostPath)",
    'emptyDir',
  ],
  ['a volume of two kinds', () => PodVolume.of('a', { emptyDir: {}, configMap: {} }), '(emptyDir, configMap)'],
  ['a volume without kind', () => PodVolume.of('a', {}), "'source' of volume 'a' ()"],
  ['half a megabyte', () => PodVolume.emptyDir('a', Size.kibibytes(512)), "'sizeLimit' (0.5Mi)"],
  ['a key that is none', () => ConfigMapKey.of('a', 'b c'), "'key' (b c)", "write 'ca.crt'"],
];
for (const [what, program, ...parts] of WRONG) refuses(what, program, ...parts);

refuses(
  'images as volumes before Kubernetes has them',
  (app) => {
    Cluster.define(app, { kubernetesVersion: '1.34' });
    withPods({ volumes: [PodVolume.of('a', { image: { reference: image } })] }, {}, app);
  },
  "'volumes' (a)",
  'needs Kubernetes 1.35',
  "'kubernetesVersion' is 1.34",
);

test('a mirror holds the images of further containers and volumes as well', () => {
  const app = new App();
  Cluster.define(app, { registry: Registry.mirror('acr.example.com/mirror') });
  const own = 'acr.example.com/mirror/team/own:v1';
  withPods(
    {
      initContainers: [tool],
      sidecars: [{ name: 'own', image: own }],
      volumes: [PodVolume.of('files', { image: { reference: image } })],
    },
    {},
    app,
  );
  const pod = find(app, 'Deployment', 'qwen3').spec.template.spec;
  expect(pod.initContainers?.map((one) => one.image)).toEqual(['acr.example.com/mirror/team/tool:v1', own]);
  expect(pod.volumes?.[1]).toHaveProperty('image.reference', 'acr.example.com/mirror/team/tool:v1');
});
