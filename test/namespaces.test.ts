import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import {
  Cluster,
  InferenceGateway,
  Model,
  ModelPool,
  ModelRoute,
  Namespaces,
  TenantRoute,
  Versions,
} from 'cdk8s-inference-gateway';
import { poolIn, team, tenancy } from './programs';
import { refuses } from './refuses';
import { all, captured, chartIn, find, objectsOf } from './render';

/** The file in which each namespace is made, in the order in which `kubectl apply -f` reads the files. */
function owners(app: App): [file: string, namespaces: string[]][] {
  const files = app.charts.map((chart) => {
    const objects = captured(() => chart.toJson()).result as { kind: string; metadata: { name: string } }[];
    const names = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    return [`${chart.node.id}.k8s.yaml`, names] as [string, string[]];
  });
  return files.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Charts of these ids in one namespace, each with a pool, made in this order. */
function sharing(...ids: string[]): App {
  const app = new App();
  for (const id of ids) poolIn(new Chart(app, id, { namespace: 'shared' }), `${id}-pool`);
  return app;
}

test('each namespace is made once, however many constructs are in it', () => {
  const { app, gateway, chart } = team();
  new ModelRoute(chart, 'more', { gateway, models: [poolIn(chart, 'second')] });
  expect(all(app, 'Namespace').map(({ metadata }) => metadata.name)).toEqual(['ai']);
});

test('a namespace stands first in its file', () => {
  for (const app of [team().app, tenancy(['tenant-a']).app]) {
    for (const chart of app.charts)
      expect(captured(() => chart.toJson()).result[0]).toMatchObject({ kind: 'Namespace' });
  }
});

test('a namespace of several charts is made in the file that is applied first', () => {
  expect(owners(sharing('b', 'a', 'c'))).toEqual([
    ['a.k8s.yaml', ['shared']],
    ['b.k8s.yaml', []],
    ['c.k8s.yaml', []],
  ]);
});

test.each([
  ['a', 'b'],
  ['b', 'a'],
  ['models', 'models-extra'],
  ['models-extra', 'models'],
  ['models', 'models2'],
])('the charts %s and %s make their namespace in the file that kubectl applies first', (...ids) => {
  const [[, first], [, second]] = owners(sharing(...ids));
  expect([first, second]).toEqual([['shared'], []]);
});

test('a namespace moves with its labels and its default-deny policy', () => {
  const app = new App();
  const late = new Chart(app, 'b', { namespace: 'shared' });
  poolIn(late, 'one');
  Namespaces.of(app).label('shared', { team: 'red' });
  poolIn(new Chart(app, 'a', { namespace: 'shared' }), 'two');
  Namespaces.of(app).label('shared', { stage: 'prod' });
  const objects = objectsOf(app);
  expect(find(objects, 'Namespace', 'shared').metadata.labels).toMatchObject({ team: 'red', stage: 'prod' });
  expect(find(objects, 'NetworkPolicy', 'default-deny', 'shared').spec.policyTypes).toEqual(['Ingress', 'Egress']);
  expect(captured(() => late.toJson()).result.map(({ kind }: { kind: string }) => kind)).not.toContain('Namespace');
});

test('a namespace stands first in its file even if objects of others were made before', () => {
  const app = new App();
  const chart = chartIn(app, 'ai');
  new ApiObject(chart, 'own', { apiVersion: 'v1', kind: 'ConfigMap' });
  poolIn(chart, 'chat');
  expect(captured(() => chart.toJson()).result[0]).toMatchObject({ kind: 'Namespace' });
});

test('a namespace that moves leaves nothing behind in the file where it was, and numbers no files', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'namespaces-'));
  const app = new App({ outdir });
  const late = new Chart(app, 'b', { namespace: 'shared' });
  new ApiObject(late, 'own', { apiVersion: 'v1', kind: 'ConfigMap' });
  poolIn(late, 'one');
  poolIn(new Chart(app, 'a', { namespace: 'shared' }), 'two');
  captured(() => app.synth());
  const files = Object.fromEntries(readdirSync(outdir).map((name) => [name, readFileSync(join(outdir, name), 'utf8')]));
  rmSync(outdir, { recursive: true });
  expect(Object.keys(files)).toEqual(['a.k8s.yaml', 'b.k8s.yaml']);
  expect(files['a.k8s.yaml']).toMatch(/^apiVersion: v1\nkind: Namespace\n/);
  expect(files['b.k8s.yaml']).not.toContain('kind: Namespace\n');
});

test('a chart may hold a chart that was made before its namespace', () => {
  const app = new App();
  const outer = chartIn(app, 'outer');
  poolIn(new Chart(outer, 'inner', { namespace: 'inner' }), 'one');
  poolIn(outer, 'two');
  expect(
    all(app, 'Namespace')
      .map(({ metadata }) => metadata.name)
      .sort(),
  ).toEqual(['inner', 'outer']);
});

test('labels of several callers are merged', () => {
  const app = new App();
  Namespaces.of(app).label('ai', { team: 'red' });
  team({}, app);
  Namespaces.of(app).label('ai', { stage: 'prod', team: 'red' });
  expect(find(app, 'Namespace', 'ai').metadata.labels).toMatchObject({ team: 'red', stage: 'prod' });
});

test('a namespace enforces Pod Security in the version of the cluster', () => {
  const labels = (app: App) => find(team({}, app).app, 'Namespace', 'ai').metadata.labels;
  expect(labels(new App())).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/enforce-version': `v${Versions.KUBERNETES.lock}`,
  });
  const app = new App();
  Cluster.define(app, { kubernetesVersion: '1.31' });
  expect(labels(app)).toMatchObject({ 'pod-security.kubernetes.io/enforce-version': 'v1.31' });
});

test('a namespace carries the label that listeners and policies select by, and no namespace of its own', () => {
  const { metadata } = find(team().app, 'Namespace', 'ai');
  expect(metadata.labels).toMatchObject({ 'kubernetes.io/metadata.name': 'ai' });
  expect(metadata).not.toHaveProperty('namespace');
});

test('no GitOps tool prunes a namespace', () => {
  for (const { metadata } of all(tenancy(['tenant-a']).app, 'Namespace')) {
    expect(metadata.annotations).toMatchObject({
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      'helm.sh/resource-policy': 'keep',
      'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    });
  }
});

test('an existing namespace is left to its owner, default-deny policy included', () => {
  const app = new App();
  Namespaces.of(app).existing('ai');
  const objects = objectsOf(team({}, app).app);
  expect(all(objects, 'Namespace')).toEqual([]);
  expect(all(objects, 'NetworkPolicy').map(({ metadata }) => metadata.name)).not.toContain('default-deny');
  expect(all(objects, 'NetworkPolicy').length).toBeGreaterThan(3);
});

test('two Apps of one program have namespaces of their own', () => {
  const [one, two] = [new App(), new App()];
  Namespaces.of(one).existing('ai');
  expect(all(team({}, one).app, 'Namespace')).toHaveLength(0);
  expect(all(team({}, two).app, 'Namespace')).toHaveLength(1);
});

test('every construct makes its namespace', () => {
  const { app, gateway, chat } = tenancy([]);
  new InferenceGateway(chartIn(app, 'only-gateway'), 'second');
  new ModelPool(chartIn(app, 'only-pool'), 'pool', { model: Model.QWEN3_0_6B });
  new ModelRoute(chartIn(app, 'only-route'), 'route', { gateway, models: [chat], hostnames: ['r.ai.example.com'] });
  new TenantRoute(chartIn(app, 'only-tenant'), 'tenant', { gateway, models: [chat], hostnames: ['t.ai.example.com'] });
  expect(all(app, 'Namespace').map(({ metadata }) => metadata.name)).toEqual(
    expect.arrayContaining(['only-gateway', 'only-pool', 'only-route', 'only-tenant']),
  );
});

test('the objects of a namespace are those that are rendered, also after it has moved', () => {
  const app = sharing('b', 'a');
  const [namespace, defaultDeny] = Namespaces.of(app).objects('shared');
  expect([namespace, defaultDeny].map(({ kind, node }) => [kind, node.path.split('/')[0]])).toEqual([
    ['Namespace', 'a'],
    ['NetworkPolicy', 'a'],
  ]);
});

refuses(
  'to give the objects of a namespace that nothing lives in',
  (app) => Namespaces.of(app).objects('nobody'),
  "'namespace' (nobody) is not rendered by this App",
  'name one that a construct lives in',
);
refuses(
  'labels that contradict each other',
  (app) => {
    Namespaces.of(app).label('ai', { team: 'red' });
    Namespaces.of(app).label('ai', { team: 'blue' });
  },
  "'labels' of namespace 'ai'",
  "'team' is 'red' already and cannot be 'blue'",
  'write one of them',
);
refuses(
  'another name in the label that walls and listeners select by',
  (app) => Namespaces.of(team({}, app).app).label('ai', { 'kubernetes.io/metadata.name': 'other' }),
  "cannot be 'other'",
);
refuses(
  'labels for a namespace that is left to its owner',
  (app) => {
    Namespaces.of(app).existing('ai');
    Namespaces.of(app).label('ai', { team: 'red' });
  },
  "'namespace' (ai) is left to its owner",
  'added there',
);
refuses(
  'leaving a namespace to its owner that is rendered already',
  (app) => Namespaces.of(team({}, app).app).existing('ai'),
  "'namespace' (ai) is rendered already",
  "call Namespaces.of(app).existing('ai') before",
);
refuses(
  'leaving a labelled namespace to its owner, since the labels would be lost',
  (app) => {
    Namespaces.of(app).label('ai', { team: 'red' });
    Namespaces.of(app).existing('ai');
  },
  "'namespace' (ai)",
);
refuses(
  'an existing namespace that cannot be one',
  (app) => Namespaces.of(app).existing('AI'),
  "'namespace' (AI)",
  "write 'ai'",
);
