import { App } from 'cdk8s';
import {
  Checks,
  Cluster,
  type ClusterProps,
  ConfigMapKey,
  EgressProxy,
  Engine,
  HuggingFaceEndpoint,
  Model,
  type ModelPoolProps,
  PodSettings,
  PodVolume,
  Registry,
  SecretKey,
  TrustBundle,
  Weights,
} from 'cdk8s-inference-gateway';
import { team } from '../../programs';
import { refuses } from '../../refuses';
import { captured, containerOf, find } from '../../render';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const token = SecretKey.of('hf', 'hub-token');

function server(weights: Weights, changes: Partial<ModelPoolProps> = {}, cluster: ClusterProps = {}) {
  const app = new App();
  Cluster.define(app, cluster);
  Checks.of(app).exists({ kind: 'ConfigMap', namespace: 'ai', name: 'corp-ca' });
  team({ pool: { engine: Engine.vllm(), weights, ...changes } }, app);
  const deployment = find(app, 'Deployment', 'qwen3');
  const { egress } = find(app, 'NetworkPolicy', 'qwen3').spec;
  return { pod: deployment.spec.template.spec, container: containerOf(deployment), egress };
}

/** Names of the volume that is mounted at a path. */
function mountedAt({ container, pod }: ReturnType<typeof server>, path: string) {
  const mount = container.volumeMounts?.find(({ mountPath }) => mountPath === path);
  return { mount, volume: pod.volumes?.find(({ name }) => name === mount?.name) };
}

describe('weights of Hugging Face', () => {
  test('are downloaded into an emptyDir that has room for them', () => {
    const rendered = server(Weights.huggingFace(), { model: Model.huggingFace('acme/big', { weightsGib: 100 }) });
    const home = rendered.container.env.find(({ name }) => name === 'HF_HOME')?.value ?? '';
    const { volume } = mountedAt(rendered, `/${home.split('/')[1]}`);
    expect(Number(volume?.emptyDir?.sizeLimit?.replace('Gi', ''))).toBeGreaterThan(100);
    expect(Number(rendered.container.resources.requests['ephemeral-storage'].replace('Gi', ''))).toBeGreaterThan(100);
  });

  test('come with their token from the Secret as a file, which no variable holds', () => {
    const rendered = server(Weights.huggingFace({ token }));
    const path = rendered.container.env.find(({ name }) => name === 'HF_TOKEN_PATH')?.value ?? '';
    const { mount, volume } = mountedAt(rendered, path.replace(/\/[^/]+$/, ''));
    expect(mount?.readOnly).toBe(true);
    expect(volume?.secret?.secretName).toBe('hf');
    expect(volume?.secret?.items).toEqual([{ key: 'hub-token', path: path.split('/').pop() }]);
    expect(rendered.container.env.map(({ name }) => name)).not.toContain('HF_TOKEN');
    expect(rendered.container.env.filter(({ valueFrom }) => valueFrom?.secretKeyRef)).toEqual([]);
  });

  test('without a token mount no Secret', () => {
    expect(server(Weights.huggingFace()).pod.volumes?.filter(({ secret }) => secret)).toEqual([]);
  });

  test('are pinned with tokenizer and code to one commit', () => {
    expect(server(Weights.huggingFace({ revision: COMMIT })).container.args).toEqual(
      expect.arrayContaining([`--revision=${COMMIT}`, `--tokenizer-revision=${COMMIT}`, `--code-revision=${COMMIT}`]),
    );
  });

  test('are pinned to the commit of the model, unless to another', () => {
    const model = Model.huggingFace('acme/model', { revision: COMMIT });
    const other = COMMIT.replace('0', 'f');
    expect(server(Weights.huggingFace(), { model }).container.args).toContain(`--revision=${COMMIT}`);
    expect(server(Weights.huggingFace({ revision: other }), { model }).container.args).toContain(`--revision=${other}`);
  });

  test('without a commit warn, since they change under the pool', () => {
    const { app } = team({ pool: { engine: Engine.vllm(), model: Model.huggingFace('acme/model') } });
    const { printed } = captured(() => app.charts[0].toJson());
    expect(printed.join('')).toMatch(/'ai\/qwen3' downloads the newest commit of acme\/model/);
  });

  test('with a commit do not warn', () => {
    const model = Model.huggingFace('acme/model');
    const { app } = team({
      pool: { engine: Engine.vllm(), model, weights: Weights.huggingFace({ revision: COMMIT }) },
    });
    const { printed } = captured(() => app.charts[0].toJson());
    expect(printed.join('')).not.toContain('commit');
  });

  test('may come from public HTTPS servers only: no private network and no metadata service', () => {
    const { egress } = server(Weights.huggingFace());
    const blocks = egress?.flatMap(({ to }) => to ?? []).filter(({ ipBlock }) => ipBlock) ?? [];
    expect(blocks).toHaveLength(1);
    expect(blocks[0].ipBlock?.cidr).toBe('0.0.0.0/0');
    expect(blocks[0].ipBlock?.except).toEqual(
      expect.arrayContaining(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10']),
    );
    const rule = egress?.find(({ to }) => to?.some(({ ipBlock }) => ipBlock));
    expect(rule?.ports).toEqual([{ protocol: 'TCP', port: 443 }]);
  });
});

describe('weights on a claim', () => {
  test('are mounted read-only, and served from their folder', () => {
    const rendered = server(Weights.claim('models', { path: 'llama/3.1-8b' }));
    const [, , folder] = rendered.container.command ?? [];
    expect(folder).toBe('/weights/llama/3.1-8b');
    const { mount, volume } = mountedAt(rendered, '/weights');
    expect(mount?.readOnly).toBe(true);
    expect(volume?.persistentVolumeClaim).toEqual({ claimName: 'models', readOnly: true });
  });

  test('need no network at all', () => {
    const { egress, container } = server(Weights.claim('models'));
    expect(egress).toBeUndefined();
    expect(container.env).toContainEqual({ name: 'HF_HUB_OFFLINE', value: '1' });
  });

  test('need no token for a gated model', () => {
    expect(() => server(Weights.claim('models'), { model: Model.LLAMA_3_1_8B_INSTRUCT })).not.toThrow();
  });
});

describe('weights in an image', () => {
  const image = 'registry.example.com/models/llama:3.1-8b';

  test('are a volume that the nodes pull, and nothing else is reached', () => {
    const rendered = server(Weights.ociImage(image, { path: 'model' }));
    const { mount, volume } = mountedAt(rendered, '/weights');
    expect(mount?.readOnly).toBe(true);
    expect(volume).toEqual({ name: 'weights', image: { reference: image, pullPolicy: 'IfNotPresent' } });
    expect(rendered.container.command?.[2]).toBe('/weights/model');
    expect(rendered.container.env).toContainEqual({ name: 'HF_HUB_OFFLINE', value: '1' });
    expect(rendered.egress).toBeUndefined();
  });

  test('come from the mirror and its digests, with its pull secret', () => {
    const digest = `sha256:${'0a'.repeat(32)}`;
    const registry = Registry.mirror('acr.example.com', { pullSecret: 'acr' });
    const { pod } = server(Weights.ociImage(image), {}, { registry, imageDigests: { [image]: digest } });
    const volume = pod.volumes?.find(({ name }) => name === 'weights');
    expect(volume).toHaveProperty('image.reference', `acr.example.com/models/llama:3.1-8b@${digest}`);
    expect(pod.imagePullSecrets).toEqual([{ name: 'acr' }]);
  });
});

describe("weights in the engine's image", () => {
  const engine = Engine.vllm({ image: 'registry.example.com/team/vllm-llama:v1' });

  test('are served from their folder, without volume and network', () => {
    const { container, pod, egress } = server(Weights.baked('/models/llama'), { engine });
    expect(container.image).toBe('registry.example.com/team/vllm-llama:v1');
    expect(container.command).toEqual(['vllm', 'serve', '/models/llama']);
    expect(container.env).toContainEqual({ name: 'HF_HUB_OFFLINE', value: '1' });
    expect(pod.volumes?.map(({ name }) => name)).toEqual(['home', 'tmp', 'shm']);
    expect(egress).toBeUndefined();
  });
});

describe('weights on a volume of the pods', () => {
  const pods = PodSettings.of({
    volumes: [PodVolume.of('blobs', { csi: { driver: 'blob.csi.azure.com', readOnly: true } })],
    mounts: [{ volume: 'blobs', path: '/models', readOnly: true }],
  });

  test('are served from their folder, without network', () => {
    const { container, egress, pod } = server(Weights.mounted('/models/llama'), { pods });
    expect(container.command?.[2]).toBe('/models/llama');
    expect(container.env).toContainEqual({ name: 'HF_HUB_OFFLINE', value: '1' });
    expect(pod.volumes?.map(({ name }) => name)).toContain('blobs');
    expect(egress).toBeUndefined();
  });

  test.each(['/models-2/llama', '/other', '/model'])('are missed at %s', (path) => {
    expect(() => server(Weights.mounted(path), { pods })).toThrow(`'weights' (${path}) stand on no volume`);
  });
});

describe('a compile cache', () => {
  test.each([
    ['of its own', 'cache'],
    ['on the claim of the weights', 'models'],
  ])('%s is writable, while the weights are not', (_, claim) => {
    const rendered = server(Weights.claim('models').withCompileCache(claim, { path: 'vllm/cache' }));
    const { mount, volume } = mountedAt(rendered, '/compile-cache');
    expect(mount?.readOnly).toBeUndefined();
    expect(volume?.persistentVolumeClaim).toEqual({ claimName: claim });
    expect(mountedAt(rendered, '/weights').volume?.persistentVolumeClaim?.readOnly).toBe(true);
    expect(rendered.container.env).toContainEqual({ name: 'VLLM_CACHE_ROOT', value: '/compile-cache/vllm/cache' });
  });

  test('goes with every source, whose weights stay as they were', () => {
    const weights = Weights.huggingFace({ token });
    const cached = server(weights.withCompileCache('cache'));
    expect(cached.container.env).toContainEqual({ name: 'VLLM_CACHE_ROOT', value: '/compile-cache' });
    expect(cached.egress).toEqual(server(weights).egress);
    expect(server(weights).container.env.map(({ name }) => name)).not.toContain('VLLM_CACHE_ROOT');
  });
});

describe('a download', () => {
  const proxy = EgressProxy.of({
    httpsProxy: 'http://proxy.example.com:3128',
    cidrs: ['10.20.0.10/32', '10.20.0.11/32'],
    serviceCidrs: ['10.96.0.0/12', 'fd00:96::/112'],
    noProxy: ['.corp.example.com'],
  });
  const values = ({ container }: ReturnType<typeof server>) =>
    Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
  const blocks = ({ egress }: ReturnType<typeof server>) =>
    (egress ?? []).flatMap(({ to, ports }) =>
      (to ?? []).flatMap(({ ipBlock }) => (ipBlock ? [`${ipBlock.cidr}:${ports?.map(({ port }) => port)}`] : [])),
    );

  test('asks the proxy, and no policy lets it past', () => {
    const rendered = server(Weights.huggingFace(), {}, { egressProxy: proxy, clusterDomain: 'corp.local' });
    const noProxy = 'localhost,127.0.0.1,.svc,.corp.local,10.96.0.0/12,.corp.example.com';
    expect(values(rendered)).toMatchObject({
      HTTPS_PROXY: 'http://proxy.example.com:3128',
      https_proxy: 'http://proxy.example.com:3128',
      HTTP_PROXY: 'http://proxy.example.com:3128',
      http_proxy: 'http://proxy.example.com:3128',
      NO_PROXY: noProxy,
      no_proxy: noProxy,
    });
    expect(blocks(rendered)).toEqual(['10.20.0.10/32:3128', '10.20.0.11/32:3128']);
    expect(JSON.stringify(rendered.egress)).toContain('kube-dns');
  });

  test('may ask another proxy for HTTP', () => {
    const egressProxy = EgressProxy.of({
      httpsProxy: 'https://secure.example.com',
      httpProxy: 'http://plain.example.com',
      cidrs: ['10.20.0.10/32'],
    });
    const rendered = server(Weights.huggingFace(), {}, { egressProxy });
    expect(values(rendered)).toMatchObject({
      HTTPS_PROXY: 'https://secure.example.com',
      HTTP_PROXY: 'http://plain.example.com',
    });
    expect(blocks(rendered)).toEqual(['10.20.0.10/32:443,80']);
  });

  test('from a mirror with known addresses asks it directly', () => {
    const huggingFace = HuggingFaceEndpoint.of('https://hf.corp.example.com:8443', { cidrs: ['10.30.0.0/24'] });
    const rendered = server(Weights.huggingFace({ token }), {}, { egressProxy: proxy, huggingFace });
    expect(values(rendered)).toMatchObject({ HF_ENDPOINT: 'https://hf.corp.example.com:8443' });
    expect(values(rendered)).not.toHaveProperty('HTTPS_PROXY');
    expect(blocks(rendered)).toEqual(['10.30.0.0/24:8443']);
  });

  test('from a public mirror goes the way of every public server', () => {
    const huggingFace = HuggingFaceEndpoint.of('https://hf.example.com');
    expect(blocks(server(Weights.huggingFace(), {}, { huggingFace }))).toEqual(['0.0.0.0/0:443']);
    const proxied = server(Weights.huggingFace(), {}, { huggingFace, egressProxy: proxy });
    expect(values(proxied)).toMatchObject({ HF_ENDPOINT: 'https://hf.example.com' });
    expect(blocks(proxied)).toEqual(['10.20.0.10/32:3128', '10.20.0.11/32:3128']);
  });

  test("of one pool may come from another mirror than the cluster's", () => {
    const endpoint = HuggingFaceEndpoint.of('https://own.example.com');
    const huggingFace = HuggingFaceEndpoint.of('https://hf.example.com');
    const rendered = server(Weights.huggingFace({ endpoint }), {}, { huggingFace });
    expect(values(rendered).HF_ENDPOINT).toBe('https://own.example.com');
  });

  test.each([
    ['ConfigMap', TrustBundle.fromConfigMap(ConfigMapKey.of('corp-ca', 'bundle.pem')), 'configMap.name'],
    ['Secret', TrustBundle.fromSecret(SecretKey.of('corp-ca', 'bundle.pem')), 'secret.secretName'],
  ])('trusts the authorities of a %s in all its libraries', (_, trustBundle, field) => {
    const rendered = server(Weights.huggingFace(), {}, { trustBundle });
    const path = values(rendered).SSL_CERT_FILE ?? '';
    expect(values(rendered)).toMatchObject({ REQUESTS_CA_BUNDLE: path, CURL_CA_BUNDLE: path });
    const { mount, volume } = mountedAt(rendered, path.replace(/\/[^/]+$/, ''));
    expect(mount?.readOnly).toBe(true);
    expect(volume).toHaveProperty(field, 'corp-ca');
    expect(JSON.stringify(volume)).toContain(`{"key":"bundle.pem","path":"${path.split('/').pop()}"}`);
  });

  test('that does not happen needs none of it', () => {
    const trustBundle = TrustBundle.fromConfigMap(ConfigMapKey.of('corp-ca', 'bundle.pem'));
    const huggingFace = HuggingFaceEndpoint.of('https://hf.example.com');
    const offline = server(Weights.claim('models'), {}, { egressProxy: proxy, trustBundle, huggingFace });
    expect(offline).toEqual(server(Weights.claim('models')));
  });
});

refuses(
  'a gated model without token',
  (app) => team({ pool: { engine: Engine.vllm(), model: Model.LLAMA_3_1_8B_INSTRUCT, modelName: 'llama' } }, app),
  "'weights'",
  'meta-llama/Llama-3.1-8B-Instruct is gated',
  "SecretKey.of('hf', 'token')",
);
for (const revision of ['main', 'v1.0', COMMIT.slice(1), COMMIT.toUpperCase()]) {
  refuses(
    `the revision '${revision}'`,
    () => Weights.huggingFace({ revision }),
    `'revision' (${revision})`,
    '40 hexadecimal digits',
    'copy it',
  );
}
refuses(
  'a model pinned to a branch',
  () => Model.huggingFace('acme/model', { revision: 'main' }),
  "'revision' (main)",
  '40 hexadecimal digits',
);
refuses(
  'a claim that Kubernetes does not accept',
  () => Weights.claim('My_Claim'),
  "'claim' (My_Claim)",
  "write 'my-claim'",
);
for (const path of ['/absolute', '../parent', 'a/../../b', 'with space', '']) {
  refuses(`the folder '${path}' of a claim`, () => Weights.claim('models', { path }), `'path' (${path})`, 'relative');
}

test('a simulated gated model needs no token', () => {
  const pool = { engine: Engine.simulator(), model: Model.LLAMA_3_1_8B_INSTRUCT, modelName: 'llama' };
  expect(() => team({ pool })).not.toThrow();
});

refuses(
  'an image of weights on a Kubernetes that has no image volumes',
  (app) => {
    Cluster.define(app, { kubernetesVersion: '1.34' });
    team({ pool: { engine: Engine.vllm(), weights: Weights.ociImage('registry.example.com/models/a:v1') } }, app);
  },
  "Weights.ociImage('registry.example.com/models/a:v1') needs Kubernetes 1.35",
  "'kubernetesVersion' is 1.34",
  "write Weights.claim('my-claim')",
);
refuses(
  'an image of weights without tag',
  () => Weights.ociImage('registry.example.com/models/a'),
  "'image'",
  'neither tag',
);
refuses(
  'a folder of an image above it',
  () => Weights.ociImage('registry.example.com/a:v1', { path: '../a' }),
  "'path' (../a)",
);
refuses(
  'weights in the upstream image',
  (app) => team({ pool: { engine: Engine.vllm(), weights: Weights.baked('/models/llama') } }, app),
  "'weights' (/models/llama)",
  'the upstream image has none',
  'write Engine.vllm({ image:',
);
for (const path of ['models', '/', '/a/../b', '/a/', '']) {
  refuses(`the folder '${path}' of the engine's image`, () => Weights.baked(path), `'path' (${path})`, 'from the root');
  refuses(
    `the folder '${path}' of a volume of the pods`,
    () => Weights.mounted(path),
    `'path' (${path})`,
    'from the root',
  );
}
refuses(
  'weights on a volume that the pods do not mount',
  (app) => team({ pool: { engine: Engine.vllm(), weights: Weights.mounted('/models/llama') } }, app),
  "'weights' (/models/llama)",
  "mounts: [{ volume: 'models', path: '/models/llama' }]",
);
refuses('a compile cache on no claim', () => Weights.huggingFace().withCompileCache('My_Claim'), "'claim' (My_Claim)");
refuses(
  'a compile cache above its claim',
  () => Weights.huggingFace().withCompileCache('cache', { path: '..' }),
  "'path' (..)",
);
refuses(
  'a cache folder that a variable moves',
  (app) => {
    const engine = Engine.vllm({ env: { VLLM_CACHE_ROOT: '/tmp' } });
    team({ pool: { engine, weights: Weights.huggingFace().withCompileCache('cache') } }, app);
  },
  "'env' must not set 'VLLM_CACHE_ROOT'",
);
refuses(
  'a token that would be sent without TLS',
  (app) => {
    const endpoint = HuggingFaceEndpoint.of('http://hf.example.com', { cidrs: ['10.0.0.0/8'] });
    team({ pool: { engine: Engine.vllm(), weights: Weights.huggingFace({ token, endpoint }) } }, app);
  },
  "'endpoint' (http://hf.example.com)",
  'without TLS',
);
