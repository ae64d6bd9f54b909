import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'package-'));
const installed = (name: string) =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

function run(program: string, args: string[], cwd: string): string {
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
  });
}

interface Packed {
  readonly filename: string;
  readonly files: { readonly path: string }[];
}

let packed: Packed;

beforeAll(() => {
  const answer = JSON.parse(
    run('npm', ['pack', '--ignore-scripts', '--json', '--silent', '--pack-destination', folder], root),
  );
  packed = (Array.isArray(answer) ? answer[0] : Object.values(answer)[0]) as Packed;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package holds three files of code, types, the jsii assembly, the docs and the licence, and nothing else', () => {
  const outside = packed.files
    .map(({ path }) => path)
    .filter((path) => !/^build\/(lib|imports)\/.+\.d\.ts$/.test(path));
  const code = ['build/cli.js', 'build/index.js', 'build/yaml.js'];
  expect(outside.sort()).toEqual(['.jsii', 'API.md', 'LICENSE', 'README.md', ...code, 'package.json']);
  for (const file of readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.ts'))
      expect(packed.files).toContainEqual(expect.objectContaining({ path: `build/lib/${file.slice(0, -3)}.d.ts` }));
  }
});

test('every class of the jsii assembly is exported under its name, with the type that other languages look it up by', () => {
  const { types } = JSON.parse(readFileSync(join(root, '.jsii'), 'utf8')) as {
    types: Record<string, { kind: string; name: string }>;
  };
  const library = require(root) as Record<string, object>;
  const classes = Object.entries(types).filter(([, { kind }]) => kind === 'class');
  expect(classes).not.toEqual([]);
  for (const [fqn, { name }] of classes) {
    expect(library[name]).toHaveProperty('name', name);
    expect(Reflect.get(library[name] ?? {}, Symbol.for('jsii.rtti'))).toMatchObject({ fqn });
  }
});

/** Runs the installed command. */
function check(cwd: string, target: string, input = '', ...options: string[]) {
  const { status, stdout, stderr } = spawnSync(
    join(cwd, 'node_modules/.bin/cdk8s-inference-gateway'),
    ['check', target, ...options],
    { cwd, input, encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  return { status, stdout, stderr };
}

test("an empty app that installs the package synthesizes README's program", () => {
  const app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
  const program = /<!-- examples\/quickstart.ts -->\n```ts\n([\s\S]*?)```/.exec(
    readFileSync(join(root, 'README.md'), 'utf8'),
  );
  writeFileSync(join(app, 'main.ts'), program?.[1] ?? '');
  const exact = ['cdk8s', 'constructs', 'typescript'].map((name) => `${name}@${installed(name)}`);
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, packed.filename), ...exact], app);
  run(
    'npx',
    ['tsc', '--module', 'node20', '--target', 'es2022', '--strict', '--skipLibCheck', 'false', 'main.ts'],
    app,
  );
  run(process.execPath, ['main.js'], app);
  const manifest = readFileSync(join(app, 'dist', 'ai.k8s.yaml'), 'utf8');
  expect(manifest).toBe(readFileSync(join(root, 'dist', 'quickstart', 'ai.k8s.yaml'), 'utf8'));

  expect(check(app, 'dist')).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^nothing to change in \d+ objects of 1 file\n$/),
    stderr: '',
  });
  const broken = manifest.replace(/(kind: InferencePool\n +name: )\S+/, '$1other');
  expect(broken).not.toBe(manifest);
  const found = check(app, '-', broken);
  expect(found).toMatchObject({ status: 1, stdout: expect.stringContaining('error missing-backend') });

  const items = Array.from({ length: 2000 }, (_, index) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: `route-${index}`, namespace: 'ai' },
    spec: { rules: [{ backendRefs: [{ name: 'gone', port: 80 }] }] },
  }));
  writeFileSync(join(app, 'many.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  // Far more than a pipe holds is written to its end; a reader that goes away is no error.
  const all = JSON.parse(check(app, 'many.json', '', '--format', 'json').stdout);
  expect(all.length).toBeGreaterThanOrEqual(items.length);
  const cut = spawnSync('sh', ['-c', 'node_modules/.bin/cdk8s-inference-gateway check many.json | head -n 1'], {
    cwd: app,
    encoding: 'utf8',
  });
  expect([cut.stdout, cut.stderr]).toEqual(['many.json\n', '']);
});

test('Python code can be generated from the package', () => {
  const out = join(folder, 'python');
  run('npx', ['jsii-pacmak', '--code-only', '--targets', 'python', '--outdir', out, root], root);
  const module = join(out, 'python', 'src', 'cdk8s_inference_gateway', '__init__.py');
  expect(readFileSync(module, 'utf8')).toContain('class ModelPool(');
});
