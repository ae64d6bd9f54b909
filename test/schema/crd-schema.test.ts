import { defaulted, type Manifest, violations } from './crd-schema';

const BACKEND = { group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llama', port: 8000 };

function httpRoute(spec: object, rule: object = {}): Manifest {
  const parentRefs = [{ name: 'inference' }];
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'chat', labels: { any: 'label' } },
    spec: { parentRefs, rules: [{ backendRefs: [BACKEND], ...rule }], ...spec },
  };
}

function gateway(...listeners: object[]): Manifest {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'inference' },
    spec: { gatewayClassName: 'istio', listeners },
  };
}

function inferencePool(...targetPorts: object[]): Manifest {
  const endpointPickerRef = { name: 'llama-epp', port: { number: 9002 } };
  return {
    apiVersion: 'inference.networking.k8s.io/v1',
    kind: 'InferencePool',
    metadata: { name: 'llama' },
    spec: { targetPorts, selector: { matchLabels: { app: 'llama' } }, endpointPickerRef },
  };
}

function destinationRule(spec: object): Manifest {
  return { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'llama-epp' }, spec };
}

const HTTP = { name: 'http', port: 80, protocol: 'HTTP' };

describe('a correct object has no violations', () => {
  const timeouts = { request: '300s', backendRequest: '300s' };
  const [first, second] = ['a', 'b'].map((namespace) => ({ name: 'inference', namespace }));
  test.each<[string, Manifest]>([
    ['HTTPRoute', httpRoute({ hostnames: ['*.example.com'] }, { timeouts })],
    ['HTTPRoute to gateways of one name in two namespaces', httpRoute({ parentRefs: [first, second] })],
    ['Gateway', gateway(HTTP, { ...HTTP, name: 'other', port: 8080 })],
    ['InferencePool', inferencePool({ number: 8000 }, { number: 8001 })],
    ['DestinationRule', destinationRule({ host: 'llama-epp', trafficPolicy: { tls: { mode: 'SIMPLE' } } })],
  ])('%s', (_, object) => {
    expect(violations(object)).toEqual([]);
  });
});

describe('what the schema forbids is named with its path', () => {
  test.each<[string, Manifest, string]>([
    ['a bad hostname', httpRoute({ hostnames: ['NOT VALID!!'] }), 'spec.hostnames[0]: must match pattern'],
    ['a port above 65535', gateway({ ...HTTP, port: 99999 }), 'spec.listeners[0].port: must be <= 65535'],
    ['text for a number', gateway({ ...HTTP, port: '80' }), 'spec.listeners[0].port: must be integer'],
    [
      'a value outside of an enum',
      destinationRule({ trafficPolicy: { tls: { mode: 'TLS' } } }),
      'must be equal to one of the allowed values (DISABLE,',
    ],
    [
      'a missing field',
      gateway({ name: 'http', port: 80 }),
      "spec.listeners[0]: must have required property 'protocol'",
    ],
    ['a missing spec', { ...httpRoute({}), spec: undefined }, "must have required property 'spec'"],
    ['an unknown field', httpRoute({ hostname: 'a.example.com' }), 'spec.hostname: unknown field'],
    ['an unknown field beside spec', { ...httpRoute({}), sepc: {} }, 'sepc: unknown field'],
    ['null', httpRoute({ hostnames: null }), 'spec.hostnames: must be array'],
    [
      'another API version',
      { ...httpRoute({}), apiVersion: 'gateway.networking.k8s.io/v1beta1' },
      'apiVersion: HTTPRoute is vendored as',
    ],
  ])('%s', (_, object, line) => {
    expect(violations(object)).toContainEqual(expect.stringContaining(line));
  });
});

describe('what a CEL rule forbids is said in the words of its authors', () => {
  const slowBackend = { timeouts: { request: '60s', backendRequest: '61s' } };
  const exactPrefix = {
    matches: [{ path: { type: 'Exact', value: '/v1/chat/completions' } }],
    filters: [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } }],
  };
  const portless = [{ backendRefs: [{ name: 'web' }] }];
  const parents = [
    { name: 'inference', namespace: 'a' },
    { name: 'inference', namespace: 'a' },
  ];
  const tlsRoute = {
    ...httpRoute({}),
    kind: 'TLSRoute',
    spec: { hostnames: ['10.0.0.1'], rules: [{ backendRefs: [{ name: 'web', port: 443 }] }] },
  };
  test.each<[string, Manifest, string]>([
    [
      'backendRequest > request',
      httpRoute({}, slowBackend),
      'backendRequest timeout cannot be longer than request timeout',
    ],
    [
      'a path without a slash',
      httpRoute({}, { matches: [{ path: { value: 'v1' } }] }),
      "value must be an absolute path and start with '/'",
    ],
    ['a prefix rewrite of an exact path', httpRoute({}, exactPrefix), 'exactly one PathPrefix match must be specified'],
    ['a Service without a port', httpRoute({ rules: portless }), 'Must have port for Service reference'],
    ['the same parent twice', httpRoute({ parentRefs: parents }), 'sectionName'],
    [
      'two listeners of one port, protocol and hostname',
      gateway(HTTP, { ...HTTP, name: 'other' }),
      'Combination of port, protocol and hostname must be unique',
    ],
    [
      'two target ports that are equal',
      inferencePool({ number: 8000 }, { number: 8000 }),
      'port number must be unique',
    ],
    ['an address for a hostname', tlsRoute, 'IP'],
  ])('%s', (_, object, line) => {
    expect(violations(object)).toContainEqual(expect.stringContaining(line));
  });
});

test('two list items with the same key are a violation', () => {
  const twice = gateway(HTTP, { ...HTTP, port: 8080 });
  expect(violations(twice)).toContain('spec.listeners: two items with name "http"');
});

test('an object of a kind without a vendored CRD is not judged', () => {
  expect(violations({ apiVersion: 'v1', kind: 'Service', spec: { prots: [] } })).toEqual([]);
  expect(defaulted({ apiVersion: 'v1', kind: 'Service' })).toEqual([]);
});

test('the object that is judged stays as it was', () => {
  const object = httpRoute({});
  const before = JSON.stringify(object);
  violations(object);
  expect(JSON.stringify(object)).toBe(before);
});

test('the fields that defaulting would add are named', () => {
  expect(defaulted(gateway(HTTP))).toEqual(['spec.listeners[0].allowedRoutes']);
  expect(defaulted(inferencePool({ number: 8000 }))).toEqual([
    'spec.appProtocol',
    'spec.endpointPickerRef.failureMode',
    'spec.endpointPickerRef.group',
    'spec.endpointPickerRef.kind',
  ]);
});

test('nothing is named if every default is rendered', () => {
  const allowedRoutes = { namespaces: { from: 'Same' } };
  expect(defaulted(gateway({ ...HTTP, allowedRoutes }))).toEqual([]);
});
