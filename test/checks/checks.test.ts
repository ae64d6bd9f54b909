import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Yaml } from 'cdk8s';
import { Checks, ModelRoute, Overlay, Severity } from 'cdk8s-inference-gateway';
import { team, tenancy } from '../programs';
import { refuses } from '../refuses';
import { captured, chartIn } from '../render';

/** A pool that no route reaches any more, because its route names another. */
function withMissingPool(app = new App()) {
  const program = team({}, app);
  const rules = [{ backendRefs: [{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'gone' }] }];
  Overlay.of(program.route.httpRoutes[0]).merge({ spec: { rules } });
  return program;
}

/** A folder for one test. */
function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'checks-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('an error stops synth', () => {
  test('with rule, object, construct path, message, fix and address of the description', () => {
    const { app } = withMissingPool();
    expect(() => captured(() => app.synthYaml())).toThrow(
      /missing-backend: HTTPRoute ai\/everyone \(ai\/everyone\/Resource\): refers to InferencePool ai\/gone, which does not exist: correct .+\. See https:.+#missing-backend/,
    );
  });

  test('and leaves what was written before as it is', () => {
    inFolder((folder) => {
      writeFileSync(join(folder, 'ai.k8s.yaml'), 'before');
      const { app } = withMissingPool(new App({ outdir: folder }));
      expect(() => captured(() => app.synth())).toThrow('missing-backend');
      expect(readdirSync(folder)).toEqual(['ai.k8s.yaml']);
      expect(readFileSync(join(folder, 'ai.k8s.yaml'), 'utf8')).toBe('before');
    });
  });

  test('until it is mended, in the same program', () => {
    const { app, route } = withMissingPool();
    expect(() => captured(() => app.synthYaml())).toThrow('missing-backend');
    Overlay.of(route.httpRoutes[0]).merge({ spec: { rules: [{ backendRefs: [{ ...backend('qwen3') }] }] } });
    const { result } = captured(() => app.synthYaml());
    expect(result).toContain('name: qwen3');
  });
});

test('a program that something else refused is judged anew once that is mended', () => {
  const { app, gateway, pool } = team({ route: { models: [] } });
  // The route has no model yet, which is no business of the rules.
  expect(() => captured(() => app.synthYaml())).toThrow("'models' is empty");
  const [route] = app.node.findAll().filter((construct) => construct instanceof ModelRoute);
  (route as ModelRoute).addModel(pool);
  gateway.overlayProxyDeployment({ spec: { template: { spec: { terminationGracePeriodSeconds: 30 } } } });
  expect(() => captured(() => app.synthYaml())).toThrow('proxy-drain');
});

function backend(name: string) {
  return { group: 'inference.networking.k8s.io', kind: 'InferencePool', name };
}

test('objects that somebody wrote by hand are judged as well', () => {
  const { app, chart } = team();
  new ApiObject(chart, 'hand-written', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'other' },
    spec: { parentRefs: [{ name: 'gateway' }], rules: [{ backendRefs: [backend('gone')] }] },
  });
  const [finding] = captured(() => Checks.of(app).findings()).result;
  expect(finding).toMatchObject({
    rule: 'missing-backend',
    severity: Severity.ERROR,
    object: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', namespace: 'ai', name: 'other' },
    constructPath: 'ai/hand-written',
  });
});

describe('an accepted finding', () => {
  test('is a warning with its reason', () => {
    const { app, route } = withMissingPool();
    Checks.of(app).warn('missing-backend', { on: route, reason: 'team B makes it next week' });
    const { printed } = captured(() => app.synthYaml());
    expect(printed.join('')).toMatch(/warning: missing-backend: HTTPRoute .*\(accepted: team B makes it next week\)/);
  });

  test('may be named by the object itself or by all that it stands in', () => {
    for (const scope of ['route', 'chart', 'app', 'object'] as const) {
      const program = withMissingPool();
      const on = scope === 'object' ? program.route.httpRoutes[0] : program[scope];
      Checks.of(program.app).warn('missing-backend', { on, reason: 'a test' });
      expect(() => captured(() => program.app.synthYaml())).not.toThrow();
    }
  });

  test('on another construct changes nothing', () => {
    const { app, pool } = withMissingPool();
    Checks.of(app).warn('missing-backend', { on: pool, reason: 'a test' });
    expect(() => captured(() => app.synthYaml())).toThrow('missing-backend');
  });

  test('that nothing needs is reported', () => {
    const { app, pool } = team();
    Checks.of(app).warn('missing-backend', { on: pool, reason: 'once upon a time' });
    const { printed } = captured(() => app.synthYaml());
    expect(printed.join('')).toContain('remove Checks.of(app).warn');
  });
});

refuses(
  'an exception from a rule that does not exist',
  () => {
    const { app, pool } = team();
    Checks.of(app).warn('missing-backends', { on: pool, reason: 'a test' });
  },
  "'rule' (missing-backends) is no rule",
  'missing-backend',
);

refuses(
  'an exception without a reason',
  () => {
    const { app, pool } = team();
    Checks.of(app).warn('missing-backend', { on: pool, reason: ' ' });
  },
  "'reason'",
  'ai/qwen3',
);

test('what is declared as made by others is not reported', () => {
  const { app, chart } = team();
  const rules = [{ backendRefs: [{ name: 'llm-router', namespace: 'elsewhere', port: 80 }] }];
  new ApiObject(chart, 'route', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'other' },
    spec: { parentRefs: [{ name: 'gateway' }], rules },
  });
  const about = () =>
    Checks.of(app)
      .findings()
      .filter(({ rule }) => rule === 'missing-backend');
  expect(about().map(({ severity }) => severity)).toEqual([Severity.WARNING]);
  Checks.of(app).exists({ kind: 'Service', namespace: 'elsewhere', name: 'llm-router' });
  expect(about()).toEqual([]);
});

test('two Apps of one process share neither exceptions nor declarations', () => {
  const first = withMissingPool();
  Checks.of(first.app).warn('missing-backend', { on: first.app, reason: 'a test' });
  const second = withMissingPool();
  expect(Checks.of(second.app).findings()[0]?.severity).toBe(Severity.ERROR);
});

describe('a synth renders every object once', () => {
  /** How often an object is rendered, counted by a patch of its overlay. */
  function counted(work: (app: App) => void, app = new App()): number {
    const { chat } = tenancy(['tenant-a', 'tenant-b'], {}, app);
    let times = 0;
    const fields = {};
    Object.defineProperty(fields, 'metadata', {
      enumerable: true,
      get: () => {
        times += 1;
        return {};
      },
    });
    Overlay.of(chat.deployment).merge(fields);
    captured(() => work(app));
    return times;
  }

  test('for all its charts together', () => {
    inFolder((folder) => expect(counted((app) => app.synth(), new App({ outdir: folder }))).toBe(1));
  });

  test('and again at the next synth', () => {
    const twice = (app: App) => [app.synthYaml(), app.synthYaml()];
    expect(counted(twice)).toBe(2);
  });
});

test('what is written is what a later change makes of it', () => {
  inFolder((folder) => {
    const app = new App({ outdir: folder });
    const { chat, tenants } = tenancy(['tenant-a'], {}, app);
    captured(() => app.synth());
    chat.deployment.metadata.addLabel('changed', 'later');
    tenants[0].addPath('/v1/embeddings');
    captured(() => app.synth());
    expect(readFileSync(join(folder, 'models.k8s.yaml'), 'utf8')).toContain('changed: later');
    expect(readFileSync(join(folder, 'tenant-a.k8s.yaml'), 'utf8')).toContain('/v1/embeddings');
  });
});

test('charts that are rendered one by one are judged each time', () => {
  const { chart, route } = team();
  captured(() => chart.toJson());
  const rules = [{ backendRefs: [backend('gone')] }];
  Overlay.of(route.httpRoutes[0]).merge({ spec: { rules } });
  expect(() => captured(() => chart.toJson())).toThrow('missing-backend');
});

test('the bytes are those that cdk8s would write without checks', () => {
  const { app } = tenancy(['tenant-a', 'tenant-b']);
  const one = captured(() => app.synthYaml()).result;
  const other = captured(() => app.charts.map((chart) => Yaml.stringify(...(chart.toJson() as object[])))).result;
  for (const part of other) expect(one).toContain(part.trim());
});

test('a folder of manifests is judged without an App', () => {
  const manifest = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'r', namespace: 'a' },
    spec: { rules: [{ backendRefs: [{ name: 'gone', port: 80 }] }] },
  };
  const owner = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };
  expect(Checks.judge([{ manifest, file: 'route.yaml' }, { manifest: owner }])).toMatchObject([
    { rule: 'missing-backend', severity: 'error', file: 'route.yaml', object: { namespace: 'a', name: 'r' } },
  ]);
});

test('an App with charts of others only is left alone', () => {
  const app = new App();
  const chart = chartIn(app, 'other');
  new ApiObject(chart, 'own', { apiVersion: 'v1', kind: 'ConfigMap' });
  expect(captured(() => app.synthYaml()).printed).toEqual([]);
});
