import { App } from 'cdk8s';
import { InferenceGateway, ModelPool, ModelRoute, Requirements } from 'cdk8s-inference-gateway';
import { parseAllDocuments } from 'yaml';
import { team } from './programs';
import { captured, chartIn } from './render';

/** A route to pools of two owners behind a gateway of a third. */
function adopting() {
  const app = new App();
  const chart = chartIn(app, 'ours');
  const gateway = InferenceGateway.fromExisting(chart, 'gateway', {
    name: 'shared',
    namespace: 'edge',
    isolated: true,
    listeners: [{ name: 'https', port: 443 }],
  });
  const models = ['ml-b', 'ml-a'].map((namespace) =>
    ModelPool.fromExisting(chart, namespace, { name: 'pool', namespace, modelName: namespace, isolated: true }),
  );
  new ModelRoute(chart, 'route', { gateway, hostnames: ['a.example.com'], models });
  return app;
}

/** What a synth prints. */
function printed(app: App): string {
  return captured(() => app.synthYaml()).printed.join('');
}

test('every owner finds what it must add under its own heading, printed once', () => {
  const app = adopting();
  const text = printed(app);
  const headings = text.match(/^# to be applied by the owner of namespace '.*'/gm);
  expect(headings).toEqual(
    ['edge', 'ml-a', 'ml-b'].map((name) => `# to be applied by the owner of namespace '${name}'`),
  );
  expect(Requirements.of(app).namespaces).toEqual(['edge', 'ml-a', 'ml-b']);
  expect(printed(app)).toBe('');
});

test('every owner is told a field manager that is not its own, under which its other fields would be removed', () => {
  const headings = printed(adopting()).match(/^# to be applied by .*/gm);
  for (const heading of headings ?? ['none']) {
    expect(heading).toMatch(/: kubectl apply --server-side --field-manager TEAM -f FILE$/);
  }
});

test('what is printed is YAML of the same manifests, without a field to remove', () => {
  const app = adopting();
  const text = printed(app);
  const documents = parseAllDocuments(text).map((document) => document.toJS());
  const { namespaces } = Requirements.of(app);
  expect(documents).toEqual(namespaces.flatMap((namespace) => Requirements.of(app).manifests(namespace)));
  expect(documents.map(({ metadata }) => metadata.namespace)).toEqual(
    [...documents.map(({ metadata }) => metadata.namespace)].sort(),
  );
  expect(text).not.toMatch(/null|undefined/);
});

test('every manifest says what it is for', () => {
  for (const document of Requirements.of(adopting()).toYaml('ml-a').split('---\n')) expect(document).toMatch(/^# /);
});

test('an App that refers to nobody asks for nothing', () => {
  const { app } = team();
  expect(printed(app)).not.toContain('owner');
  expect([Requirements.of(app).namespaces, Requirements.of(app).toYaml('ai')]).toEqual([[], '']);
});
