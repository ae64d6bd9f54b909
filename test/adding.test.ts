import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { AdapterSource, ModelRoute, TenantRoute } from 'cdk8s-inference-gateway';
import { poolIn, team, tenancy } from './programs';
import { captured, chartIn } from './render';

/** What a program writes, by file. */
function files(program: (app: App) => unknown): Map<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'adding-'));
  const app = new App({ outdir });
  program(app);
  captured(() => app.synth());
  const written = new Map(readdirSync(outdir).map((name) => [name, readFileSync(join(outdir, name), 'utf8')]));
  rmSync(outdir, { recursive: true });
  return written;
}

/** Files that a change of a program changes, adds or removes. */
function changed<P>(make: (app: App) => P, change: (program: P) => unknown): string[] {
  const before = files(make);
  const after = files((app) => change(make(app)));
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).map((name) => name.replace('.k8s.yaml', ''));
}

const tenants = (app: App) => tenancy(['tenant-a', 'tenant-b'], {}, app);

test.each<[string, string[], (program: ReturnType<typeof tenants>) => unknown]>([
  [
    'a tenant changes its own file, the gateway and the models that it uses',
    ['edge', 'models', 'tenant-c'],
    ({ app, gateway, chat }) =>
      new TenantRoute(chartIn(app, 'tenant-c'), 'route', {
        gateway,
        hostnames: ['tenant-c.ai.example.com'],
        models: [chat],
      }),
  ],
  [
    'a known model of a tenant changes its file, the gateway and the models',
    ['edge', 'models', 'tenant-a'],
    ({ tenants: [tenant], code }) => tenant.addModel(code),
  ],
  ['a model that nobody uses changes its own file', ['models'], ({ models }) => poolIn(models, 'third')],
  [
    'a model in a namespace of its own changes no other file',
    ['more-models'],
    ({ app }) => poolIn(chartIn(app, 'more-models'), 'third'),
  ],
  [
    'an adapter of a used model changes the models and the gateway, and no tenant',
    ['edge', 'models'],
    ({ chat }) => chat.addAdapter('sql', AdapterSource.claim('loras'), { rank: 8 }),
  ],
  [
    'an adapter of a model that nobody uses changes the models alone',
    ['models'],
    ({ code }) => code.addAdapter('sql', AdapterSource.claim('loras'), { rank: 8 }),
  ],
  [
    'a path of a tenant changes its own file',
    ['tenant-b'],
    ({ tenants: [, tenant] }) => tenant.addPath('/v1/embeddings'),
  ],
  ['an empty chart changes nothing but itself', ['empty'], ({ app }) => chartIn(app, 'empty')],
])('adding %s', (_, expected, change) => {
  expect(changed(tenants, change).sort()).toEqual(expected);
});

test('adding a shared endpoint in a namespace of its own changes the gateway, the model and its own file', () => {
  const add = ({ app, gateway, pool }: ReturnType<typeof team>) =>
    new ModelRoute(chartIn(app, 'more'), 'route', { gateway, hostnames: ['more.example.com'], models: [pool] });
  expect(changed((app) => team({}, app), add).sort()).toEqual(['ai', 'more']);
});

test('charts depend on none, which would put numbers in front of all names of files', () => {
  const { app } = tenants(new App());
  captured(() => app.charts.map((chart) => chart.toJson()));
  const dependent = app.node
    .findAll()
    .flatMap((construct) => construct.node.dependencies.map((other) => [construct.node.path, other.node.path]))
    .filter(([from, to]) => from.split('/')[0] !== to.split('/')[0]);
  expect(dependent).toEqual([]);
});
