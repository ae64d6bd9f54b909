import { App } from 'cdk8s';
import { Cluster, GatewayProvider, Registry, Versions } from 'cdk8s-inference-gateway';
import { team } from './programs';
import { refuses } from './refuses';
import { all, containerOf, find } from './render';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const VLLM = `${Versions.VLLM.image}:${Versions.VLLM.lock}`;

test('a cluster is found from any construct of its App', () => {
  const app = new App();
  const cluster = Cluster.define(app, { clusterDomain: 'corp.local' });
  const { pool, chart } = team({}, app);
  expect([Cluster.of(app), Cluster.of(chart), Cluster.of(pool)]).toEqual([cluster, cluster, cluster]);
});

test('a cluster may be described from a chart', () => {
  const { chart } = { chart: new App() };
  expect(Cluster.of(chart)).toBe(Cluster.of(chart));
});

test('two Apps of one program have clusters of their own', () => {
  const [one, two] = [new App(), new App()];
  Cluster.define(one, { clusterDomain: 'one.local' });
  Cluster.define(two, { clusterDomain: 'two.local' });
  expect([Cluster.of(one).clusterDomain, Cluster.of(two).clusterDomain]).toEqual(['one.local', 'two.local']);
});

test('without a description a cluster is that of the lock', () => {
  const { provider, kubernetesVersion, registry, apiServer, clusterDomain } = Cluster.of(new App());
  expect([provider.version, kubernetesVersion, registry.host, apiServer, clusterDomain]).toEqual([
    Versions.ISTIO.lock,
    Versions.KUBERNETES.lock,
    undefined,
    undefined,
    'cluster.local',
  ]);
});

test('a digest is appended to the tag of its image, and to no other', () => {
  const app = new App();
  const router = `${Versions.BODY_ROUTER.image}:${Versions.BODY_ROUTER.lock}`;
  Cluster.define(app, { imageDigests: { [router]: DIGEST } });
  const images = all(team({}, app).app, 'Deployment').map((deployment) => containerOf(deployment).image);
  expect(images.filter((image) => image.includes('@'))).toEqual([`${router}@${DIGEST}`]);
});

test('a mirror holds an image under its digest', () => {
  const app = new App();
  const cluster = Cluster.define(app, {
    registry: Registry.mirror('acr.example.com'),
    imageDigests: { [VLLM]: DIGEST },
  });
  expect(cluster.image(VLLM)).toBe(`acr.example.com/vllm/vllm-openai:${Versions.VLLM.lock}@${DIGEST}`);
});

test.each(['1.30', '1.35', '1.40'])('accepts Kubernetes %s', (kubernetesVersion) => {
  expect(Cluster.define(new App(), { kubernetesVersion }).kubernetesVersion).toBe(kubernetesVersion);
});

for (const kubernetesVersion of ['1.29', '1.9', '1.35.4', 'v1.35', '2.0', 'latest', '1.']) {
  refuses(
    `Kubernetes ${kubernetesVersion}`,
    (app) => Cluster.define(app, { kubernetesVersion }),
    `'kubernetesVersion' (${kubernetesVersion})`,
    `${Versions.KUBERNETES.oldest} or newer`,
    `write '${Versions.KUBERNETES.lock}'`,
  );
}
refuses(
  'a cluster that is described twice',
  (app) => {
    Cluster.define(app, {});
    Cluster.define(app, {});
  },
  "'cluster' is described already",
  'Cluster.define(app, ...) once',
);
refuses(
  'a cluster that is described after a construct was made',
  (app) => Cluster.define(team({}, app).app, { provider: GatewayProvider.istio() }),
  "'cluster' is described already or in use",
  'before the first construct',
);
refuses(
  'an API server without address',
  (app) => Cluster.define(app, { apiServer: { cidrs: [] } }),
  "'apiServer.cidrs' is empty",
  "leave 'apiServer' out",
);
for (const cidr of [
  '10.0.0.4',
  '10.0.0.4/',
  'kubernetes.default',
  '10.0.0.0/33',
  '300.0.0.1/32',
  '::1/129',
  '1.2.3/24',
  ':/0',
  '10.0.0.0/8/9',
  'fe80::1%eth0/64',
]) {
  refuses(
    `'${cidr}' as an address of the API server`,
    (app) => Cluster.define(app, { apiServer: { cidrs: [cidr] } }),
    `'apiServer.cidrs' (${cidr})`,
    'must be a CIDR',
    'write',
  );
}
refuses(
  'an IPv6 address of the API server without its length',
  (app) => Cluster.define(app, { apiServer: { cidrs: ['fd00::4'] } }),
  "'apiServer.cidrs' (fd00::4) must be a CIDR",
  "write 'fd00::4/128'",
);
for (const port of [0, 65_536, 443.5]) {
  refuses(
    `${port} as the port of the API server`,
    (app) => Cluster.define(app, { apiServer: { cidrs: ['10.0.0.4/32'], port } }),
    `'apiServer.port' (${port})`,
    'from 1 to 65535',
  );
}
for (const digest of ['sha256:abc', '0a'.repeat(32), `sha512:${'0a'.repeat(32)}`, DIGEST.toUpperCase()]) {
  refuses(
    `the digest ${digest.slice(0, 12)}`,
    (app) => Cluster.define(app, { imageDigests: { [VLLM]: digest } }),
    "'imageDigests'",
    VLLM,
    '64 hexadecimal digits',
  );
}
for (const clusterDomain of ['', 'Cluster.Local', '.local', 'a b', 'cluster.local.']) {
  refuses(
    `the cluster domain '${clusterDomain}'`,
    (app) => Cluster.define(app, { clusterDomain }),
    `'clusterDomain' (${clusterDomain})`,
  );
}

test('the API server may have several addresses, of both families', () => {
  const app = new App();
  Cluster.define(app, { apiServer: { cidrs: ['10.0.0.4/32', 'fd00::4/128'] } });
  const { egress } = find(team({}, app).app, 'NetworkPolicy', 'gateway-body-router').spec;
  expect(egress).toEqual([
    {
      to: [{ ipBlock: { cidr: '10.0.0.4/32' } }, { ipBlock: { cidr: 'fd00::4/128' } }],
      ports: [{ protocol: 'TCP', port: 443 }],
    },
  ]);
});
