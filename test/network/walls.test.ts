import { App } from 'cdk8s';
import {
  Authentication,
  Cluster,
  Engine,
  Exposure,
  InferenceGateway,
  type InferenceGatewayProps,
  Listener,
  TenantRoute,
} from 'cdk8s-inference-gateway';
import { CERTIFICATE, poolIn } from '../programs';
import { captured, chartIn, find, objectsOf, type Rendered } from '../render';
import { type End, type Pod, reaches } from './reach';

const API_SERVER = '20.1.2.3';
const INTERNET = '93.184.216.34';
const METADATA = '169.254.169.254';
const NEIGHBOUR = '10.1.2.3';

/** Tenants 'tenant-a' (models chat and vllm) and 'tenant-b' (chat) behind one gateway; pool 'idle' has no route. */
function program(gatewayProps: InferenceGatewayProps = {}, app = new App()): Rendered[] {
  const gateway = new InferenceGateway(chartIn(app, 'edge'), 'gateway', {
    listeners: [Listener.https('*.ai.example.com', { certificate: CERTIFICATE })],
    ...gatewayProps,
  });
  const models = chartIn(app, 'models');
  const chat = poolIn(models, 'chat');
  const downloads = poolIn(models, 'downloads', { engine: Engine.vllm(), port: 8001 });
  poolIn(models, 'idle');
  for (const [name, pools] of Object.entries({ 'tenant-a': [chat, downloads], 'tenant-b': [chat] })) {
    new TenantRoute(chartIn(app, name), 'route', { gateway, hostnames: [`${name}.ai.example.com`], models: pools });
  }
  return objectsOf(app);
}

const named = (app: App) => {
  Cluster.define(app, { apiServer: { cidrs: [`${API_SERVER}/32`] } });
  return app;
};
const objects = program({}, named(new App()));

/** The pods that a Deployment makes. */
function pod(name: string, namespace: string): Pod {
  return { namespace, labels: find(objects, 'Deployment', name, namespace).spec.template.metadata.labels ?? {} };
}

const proxy: Pod = { namespace: 'edge', labels: { 'gateway.networking.k8s.io/gateway-name': 'gateway' } };
const otherProxy: Pod = { namespace: 'edge', labels: { 'gateway.networking.k8s.io/gateway-name': 'other' } };
const router = pod('gateway-body-router', 'edge');
const chat = pod('chat', 'models');
const downloads = pod('downloads', 'models');
const idle = pod('idle', 'models');
const chatPicker = pod('chat-epp', 'models');
const idlePicker = pod('idle-epp', 'models');
const tenantA: Pod = { namespace: 'tenant-a', labels: { app: 'shop' } };
const tenantB: Pod = { namespace: 'tenant-b', labels: { app: 'shop' } };
const stranger: Pod = { namespace: 'elsewhere', labels: { app: 'anything' } };
const dns: Pod = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
const istiod: Pod = { namespace: 'istio-system', labels: { app: 'istiod' } };

/** What a connection is for, its two ends, its port and its protocol (TCP). */
type Edge = [what: string, from: End, to: End, port: number, protocol?: string];

const NEEDED: Edge[] = [
  ['a tenant reaches the gateway', tenantA, proxy, 443],
  ['a tenant reaches the port that redirects', tenantA, proxy, 80],
  ['another tenant reaches the gateway', tenantB, proxy, 443],
  ['any pod of the cluster reaches the gateway', stranger, proxy, 443],
  ['a tenant resolves names', tenantA, dns, 53, 'UDP'],
  ['a tenant resolves long names', tenantA, dns, 53, 'TCP'],
  ['the proxies resolve names', proxy, dns, 53, 'UDP'],
  ['the proxies reach their control plane', proxy, istiod, 15_012],
  ['the proxies ask the router', proxy, router, 9004],
  ['the proxies ask a picker', proxy, chatPicker, 9002],
  ['the proxies reach a model', proxy, chat, 8000],
  ['the proxies reach a model on another port', proxy, downloads, 8001],
  ['a picker reads the metrics of its servers', chatPicker, chat, 8000],
  ['a picker without routes reads the metrics of its servers', idlePicker, idle, 8000],
  ['a picker watches the API server', chatPicker, API_SERVER, 443],
  ['the router watches the API server', router, API_SERVER, 443],
  ['a server downloads weights', downloads, INTERNET, 443],
  ['a server that downloads resolves names', downloads, dns, 53, 'UDP'],
];

/** Rows of one column, since a row of four would get `done` for its fifth. */
const rows = (edges: Edge[]) => edges.map(([what, from, to, port, protocol]) => ({ what, from, to, port, protocol }));

test.each(rows(NEEDED))('$what', ({ from, to, port, protocol }) => {
  expect(reaches(objects, from, to, port, protocol)).toBe(true);
});

const CLOSED: Edge[] = [
  ['a tenant and a model', tenantA, chat, 8000],
  ['a tenant and a picker', tenantA, chatPicker, 9002],
  ['a tenant and the metrics of a picker', tenantA, chatPicker, 9090],
  ['a tenant and the router', tenantA, router, 9004],
  ['a tenant and another tenant', tenantA, tenantB, 8080],
  ['two pods of one tenant', tenantA, { ...tenantA, labels: { app: 'db' } }, 5432],
  ['a tenant and the internet', tenantA, INTERNET, 443],
  ['a tenant and the metadata service', tenantA, METADATA, 80],
  ['a tenant and the admin port of the proxies', tenantA, proxy, 15_000],
  ['a stranger and a model', stranger, chat, 8000],
  ['a stranger and a picker', stranger, chatPicker, 9002],
  ['a stranger and the router', stranger, router, 9004],
  ['a stranger and a tenant', stranger, tenantA, 8080],
  ['the internet and a gateway inside the cluster', INTERNET, proxy, 443],
  ['the proxies and a model without routes', proxy, idle, 8000],
  ['the proxies and a picker without routes', proxy, idlePicker, 9002],
  ['the proxies and a tenant', proxy, tenantA, 8080],
  ['the proxies and the internet', proxy, INTERNET, 443],
  ['the proxies of another gateway and a model', otherProxy, chat, 8000],
  ['the proxies of another gateway and a picker', otherProxy, chatPicker, 9002],
  ['a picker and the servers of another pool', chatPicker, downloads, 8001],
  ['a picker and the internet', chatPicker, INTERNET, 443],
  ['a picker and the metadata service', chatPicker, METADATA, 80],
  ['the router and a model', router, chat, 8000],
  ['the router and the internet', router, INTERNET, 443],
  ['a model and the internet', chat, INTERNET, 443],
  ['a model and DNS', chat, dns, 53, 'UDP'],
  ['a model and the API server', chat, API_SERVER, 443],
  ['a model and its own picker', chat, chatPicker, 9002],
  ['a model and another model', downloads, chat, 8000],
  ['a model that downloads and the metadata service', downloads, METADATA, 443],
  ['a model that downloads and a private network', downloads, NEIGHBOUR, 443],
  ['a model that downloads and a pod', downloads, stranger, 443],
  ['a model that downloads and plain HTTP', downloads, INTERNET, 80],
];

test.each(rows(CLOSED))('$what do not reach each other', ({ from, to, port, protocol }) => {
  expect(reaches(objects, from, to, port, protocol)).toBe(false);
});

describe('a gateway with a load balancer', () => {
  const authentication = Authentication.none();
  const exposed = program({ exposure: Exposure.public(), authentication }, named(new App()));

  test.each([Exposure.internal(), Exposure.public()])(
    'is reached from outside the cluster, on its listeners only: $name',
    (exposure) => {
      const open = program({ exposure, authentication });
      expect([443, 80, 15_021].map((port) => reaches(open, INTERNET, proxy, port))).toEqual([true, true, false]);
    },
  );

  test.each(rows(CLOSED.filter(([, from]) => from !== INTERNET)))(
    'keeps $what apart',
    ({ from, to, port, protocol }) => {
      expect(reaches(exposed, from, to, port, protocol)).toBe(false);
    },
  );
});

describe('without the address of the API server', () => {
  const unknown = program();

  test.each([443, 6443])('pickers and router reach port %i anywhere, and no other port', (port) => {
    for (const from of [chatPicker, router]) {
      expect(reaches(unknown, from, API_SERVER, port)).toBe(true);
      expect(reaches(unknown, from, API_SERVER, port + 1)).toBe(false);
    }
  });

  test('one warning says so, however many pools there are', () => {
    const app = new App();
    const chart = chartIn(app, 'models');
    poolIn(chart, 'one');
    poolIn(chart, 'two');
    const { printed } = captured(() => app.charts[0].toJson());
    expect(printed).toEqual([expect.stringContaining('Cluster.define(app, { apiServer: { cidrs: [')]);
  });
});

test('a custom port of the API server is the only one that is open', () => {
  const app = new App();
  Cluster.define(app, { apiServer: { cidrs: [`${API_SERVER}/32`], port: 6443 } });
  const custom = program({}, app);
  expect([443, 6443].map((port) => reaches(custom, router, API_SERVER, port))).toEqual([false, true]);
});

test('names are resolved where the cluster says', () => {
  const app = new App();
  Cluster.define(app, { dns: { namespace: 'dns', podLabels: { app: 'coredns' } } });
  const custom = program({}, app);
  const coredns: Pod = { namespace: 'dns', labels: { app: 'coredns' } };
  for (const from of [tenantA, proxy, downloads]) {
    expect(reaches(custom, from, coredns, 53, 'UDP')).toBe(true);
    expect(reaches(custom, from, dns, 53, 'UDP')).toBe(false);
  }
});
