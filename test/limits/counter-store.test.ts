import { CounterStore, SecretKey } from 'cdk8s-inference-gateway';
import { refuses } from '../refuses';
import { containerOf, find } from '../render';
import { limited, PASSWORD } from './limited';

const AZURE = { host: 'cache.redis.cache.windows.net', port: 6380, password: PASSWORD, cidrs: ['10.1.2.3/32'] };

/** The rate limiter's Deployment over a store. */
function deployment(store?: CounterStore) {
  return find(limited({ a: [] }, { store }).app, 'Deployment', 'limiter');
}

function env(store?: CounterStore): Record<string, unknown> {
  const { env: variables } = containerOf(deployment(store));
  return Object.fromEntries(variables.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
}

test('a limiter asks its own store over TLS, with its authority and a password from Secrets', () => {
  expect(env()).toMatchObject({
    REDIS_URL: 'limiter-store.edge.svc.cluster.local:6379',
    REDIS_TLS: 'true',
    REDIS_TLS_CACERT: '/store-authority/ca.crt',
    REDIS_AUTH: { secretKeyRef: { name: 'counter-store', key: 'password' } },
  });
});

test('a limiter does not see the private key of its store', () => {
  const secrets = deployment().spec.template.spec.volumes?.flatMap(({ secret }) => secret ?? []);
  expect(secrets).toEqual([{ secretName: 'counter-store-tls', items: [{ key: 'ca.crt', path: 'ca.crt' }] }]);
});

test('an authority of its own is read from its own Secret, by limiter and store', () => {
  const store = CounterStore.valkey({
    certificate: 'tls',
    password: PASSWORD,
    authority: SecretKey.of('roots', 'root.pem'),
  });
  const root = { secretName: 'roots', items: [{ key: 'root.pem', path: 'ca.crt' }] };
  const { app } = limited({ a: [] }, { store });
  for (const name of ['limiter', 'limiter-store']) {
    const { volumes } = find(app, 'Deployment', name).spec.template.spec;
    expect(volumes?.flatMap(({ secret }) => secret ?? [])).toContainEqual(root);
  }
});

test('a store of our own listens to TLS with a password, and to nothing else', () => {
  const { app } = limited({ a: [] });
  const { command, args } = containerOf(find(app, 'Deployment', 'limiter-store'));
  const settings = [...(command ?? []), ...args].join(' ');
  expect(settings).toContain('valkey-server --port 0 --tls-port 6379 ');
  expect(settings).toContain(' --requirepass $(STORE_PASSWORD) ');
});

test("somebody else's store is asked by its name, and the public authorities vouch for it", () => {
  const variables = env(CounterStore.existing({ ...AZURE, keyPrefix: 'aks-1_' }));
  expect(variables).toMatchObject({
    REDIS_URL: 'cache.redis.cache.windows.net:6380',
    REDIS_TLS: 'true',
    CACHE_KEY_PREFIX: 'aks-1_',
  });
  expect(variables).not.toHaveProperty('REDIS_TLS_CACERT');
});

test.each([
  [CounterStore.existing(AZURE), { ipBlock: { cidr: '10.1.2.3/32' } }, 6380],
  [
    CounterStore.existing({ host: 'redis.cache', password: PASSWORD, namespace: 'cache', podLabels: { app: 'redis' } }),
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'cache' } },
      podSelector: { matchLabels: { app: 'redis' } },
    },
    6379,
  ],
])('the way to a store of somebody else is open, and none is made (%#)', (store, peer, port) => {
  const { app, limiter } = limited({ a: [] }, { store });
  expect(limiter.storeDeployment).toBeUndefined();
  expect(find(app, 'NetworkPolicy', 'limiter').spec.egress).toContainEqual({
    to: [peer],
    ports: [{ protocol: 'TCP', port }],
  });
});

const { cidrs: _, ...nowhere } = AZURE;
refuses('a store that is nowhere', () => CounterStore.existing(nowhere), "'cidrs' and 'namespace'", AZURE.host);
refuses(
  'a store that is at two places',
  () => CounterStore.existing({ ...AZURE, namespace: 'redis' }),
  'exactly one must say where it is',
);
refuses('a store without addresses', () => CounterStore.existing({ ...AZURE, cidrs: [] }), "'cidrs' is empty");
refuses('a host that is none', () => CounterStore.existing({ ...AZURE, host: 'REDIS' }), "'host' (REDIS)");
refuses('a port that is none', () => CounterStore.existing({ ...AZURE, port: 0 }), "'port' (0)", 'such as 6380');
