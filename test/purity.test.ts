import { sources } from './source';

const files = sources();

/** The one package that is parsed with, where a user brings a file of his own: loaded at its first use. */
const PARSER = { path: 'private/yaml.ts', name: 'yaml', code: "require('yaml')" };

test('lib/ imports nothing but cdk8s, constructs, the hash function, the address parser and itself: no cdk8s-plus, no Pulumi', () => {
  const foreign = files.flatMap(({ path, imports }) =>
    imports
      .filter((name) => path !== PARSER.path || name !== PARSER.name)
      .filter((name) => !/^(cdk8s|constructs|node:crypto|node:net|\.{1,2}\/.*)$/.test(name))
      .map((name) => `${path}: ${name}`),
  );
  expect(foreign).toEqual([]);
});

test('lib/ reads neither network, files, clock, environment nor random numbers', () => {
  const impure =
    /\b(fetch\(|require\(|import\(|Date\b|Math\.random|process\.(env|argv|cwd)|performance\.now|randomUUID|randomBytes)/g;
  const hits = files.flatMap(({ path, code }) => {
    const own = path === PARSER.path ? code.replace(PARSER.code, '') : code;
    return (own.match(impure) ?? []).map((hit) => `${path}: ${hit}`);
  });
  expect(hits).toEqual([]);
});

test('the parser is loaded where something is parsed, not with the library', () => {
  const loaded: string[] = [];
  jest.isolateModules(() => {
    jest.doMock('yaml', () => {
      loaded.push('yaml');
      return jest.requireActual('yaml');
    });
    const { PickerConfig } = require('cdk8s-inference-gateway');
    expect(loaded).toEqual([]);
    const file = PickerConfig.of({}).toYaml();
    loaded.length = 0;
    PickerConfig.fromYaml(file);
  });
  jest.dontMock('yaml');
  expect(loaded).toEqual(['yaml']);
});

test('lib/ stays within its files: none imports from tests, examples or builds', () => {
  const outside = files.flatMap(({ path, imports }) =>
    imports.filter((name) => /\/(test|examples|build|stacks|cli)\//.test(name)).map((name) => `${path}: ${name}`),
  );
  expect(outside).toEqual([]);
});

test('no file of lib/ imports itself through others, but for types', () => {
  const byPath = new Map(files.map((file) => [file.path.replace(/\.ts$/, ''), file]));
  const runtime = (path: string) =>
    [...(byPath.get(path)?.code ?? '').matchAll(/from ['"](\.[^'"]+)['"]/g)].map(([, name]) => name);
  const resolve = (from: string, name: string) => new URL(name, `file:///${from}`).pathname.slice(1);
  const cycles: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      return;
    }
    for (const name of runtime(path)) visit(resolve(path, name), [...trail, path]);
  };
  for (const path of byPath.keys()) visit(path, []);
  expect([...new Set(cycles)]).toEqual([]);
});
