import { App } from 'cdk8s';
import { Checks, Engine, Exposure, Listener, Model, Severity } from 'cdk8s-inference-gateway';
import { documents, EXAMPLES, exampleObjects, QUOTED, STORIES, synthesized } from './example';
import { objectFaults } from './judges/objects';
import { pathFaults } from './judges/path';
import { namespaceFaults, podSecurityFaults } from './judges/pods';
import { timeFaults } from './judges/time';
import { containerOf, find, type Rendered } from './render';
import { defaulted, violations } from './schema/crd-schema';

/** What holds for all objects of an example, and for those of their owners where it has none of its own. */
function isSound(objects: Rendered[], others: Rendered[] = []): void {
  const all = [...others, ...objects];

  test('is accepted by every CRD', () => {
    expect(objects.flatMap(violations)).toEqual([]);
  });

  test('leaves no field to the API server, so that a second apply changes nothing', () => {
    expect(objects.flatMap((object) => defaulted(object).map((path) => `${object.kind} ${path}`))).toEqual([]);
  });

  test('has no null and no empty list, which the API server drops', () => {
    expect(JSON.stringify(objects)).not.toMatch(/:null|:\[\]/);
  });

  test('has objects with valid names, each once', () => {
    expect(objectFaults(objects)).toEqual([]);
  });

  test('leads every request of a tenant to its model', () => {
    expect(pathFaults(all)).toEqual([]);
  });

  test('gives nothing up before its answer is done', () => {
    expect(timeFaults(objects)).toEqual([]);
  });

  test('runs hardened pods behind walls only', () => {
    expect(podSecurityFaults(all)).toEqual([]);
  });

  test('has guard rails in every namespace', () => {
    expect(namespaceFaults(objects)).toEqual([]);
  });

  test('makes a namespace before anything in it', () => {
    const made = new Set<string>();
    for (const { kind, metadata } of all) {
      if (kind === 'Namespace') made.add(metadata.name);
      else if (metadata.namespace !== undefined) expect(made).toContain(metadata.namespace);
    }
  });
}

describe.each(STORIES)('$story', ({ example, noGpu }) => {
  const { files } = synthesized(example, noGpu);

  if (QUOTED.includes(example)) {
    test('renders these files', () => {
      expect(files).toMatchSnapshot();
    });
  }

  isSound(Object.values(files).flatMap(documents));
});

const API_SERVER = /^warning: the address of the API server is not known/;

/** Objects of the owners that existing-platform refers to. */
function platform(labels: Record<string, string> = {}): Rendered[] {
  const namespace = (name: string, own: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: own },
  });
  const listener = {
    name: 'teams',
    hostname: 'search.teams.example.com',
    allowedRoutes: {
      kinds: [{ kind: 'HTTPRoute' }],
      namespaces: { from: 'Selector', selector: { matchLabels: { 'ai-gateway': 'teams' } } },
    },
  };
  return [
    namespace('gateway-system', {}),
    namespace('search', labels),
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'ai-gateway', namespace: 'gateway-system' },
      spec: { listeners: [listener] },
    },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'models', namespace: 'search' },
      automountServiceAccountToken: false,
    },
  ] as Rendered[];
}

describe('chat-app', () => {
  const objects = exampleObjects('chat-app', false);
  const isPlus = ({ metadata }: Rendered) => ['llm', 'chat-app', 'chat-app-clients'].includes(metadata.name);

  isSound(objects.filter((object) => !isPlus(object)));

  test('has a program whose address of the model is the host of its tenant, which the DNS of the cluster knows', () => {
    const [{ value }] = containerOf(find(objects, 'Deployment', 'chat-app')).env ?? [];
    const { hostname } = new URL(String(value));
    const { metadata, spec } = find(objects, 'Service', 'llm');
    expect(hostname).toBe(`${metadata.name}.${metadata.namespace}.svc.cluster.local`);
    expect(find(objects, 'HTTPRoute', 'inference').spec.hostnames).toEqual([hostname]);
    const { metadata: gateway } = find(objects, 'Gateway', 'gateway');
    expect(spec).toMatchObject({ externalName: `${gateway.name}-istio.${gateway.namespace}.svc.cluster.local` });
  });
});

describe('existing-platform', () => {
  const { files, printed } = synthesized('existing-platform', false);
  const asked = printed.filter((text) => !API_SERVER.test(text)).flatMap(documents);
  const accepts = ({ kind }: Rendered) => kind !== 'Namespace';

  isSound(Object.values(files).flatMap(documents), [
    ...platform(asked.find(({ kind }) => kind === 'Namespace')?.metadata.labels),
    ...asked.filter(accepts),
  ]);

  test('asks the owners of Gateway and namespace for what requests need', () => {
    expect(asked.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
      'ConfigMap gateway-system/ai-gateway-model-search-llama',
      'NetworkPolicy gateway-system/ai-gateway-from-search',
      'NetworkPolicy gateway-system/ai-gateway-to-search-llama',
      'Namespace /search',
    ]);
  });
});

test('the example aks writes nothing for a program that imports it', () => {
  const { inference } = require('../examples/aks') as typeof import('../examples/aks');
  const synth = jest.spyOn(App.prototype, 'synth');
  const app = inference({
    namespace: 'served',
    hostnames: ['ai.example.com'],
    gateway: { listeners: [Listener.http({ hostname: 'ai.example.com' })], exposure: Exposure.internal() },
    models: { chat: { model: Model.QWEN3_0_6B, engine: Engine.simulator() } },
    secrets: [],
  });
  expect(
    Checks.of(app)
      .findings()
      .filter(({ severity }) => severity === Severity.ERROR),
  ).toEqual([]);
  expect(find(app, 'HTTPRoute', 'everyone').spec.hostnames).toEqual(['ai.example.com']);
  expect(synth).not.toHaveBeenCalled();
});

/** What examples show on purpose: an exception with its reason, and a public gateway that everybody may use. */
const SHOWN = /\(accepted: Prometheus reads|'edge\/gateway' is public and without authentication/;

test.each(EXAMPLES)(
  'the example %s prints no finding, but that the address of the API server is not known',
  (example) => {
    const { printed } = synthesized(example, false);
    const said = printed
      .join('')
      .split('\n')
      .filter((line) => /^(warning|error)/.test(line));
    expect(said.filter((line) => !API_SERVER.test(line) && !SHOWN.test(line))).toEqual([]);
  },
);

test('an example synthesizes to the same bytes every time', () => {
  expect(synthesized('tenants', false).files).toEqual(synthesized('tenants', false).files);
});
