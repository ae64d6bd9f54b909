import { sources } from './source';

const files = sources();

test('lib/ imports nothing but cdk8s, constructs, the hash function, the address parser and itself: no cdk8s-plus, no Pulumi', () => {
  const foreign = files.flatMap(({ path, imports }) =>
    imports
      .filter((name) => !/^(cdk8s|constructs|node:crypto|node:net|\.{1,2}\/.*)$/.test(name))
      .map((name) => `${path}: ${name}`),
  );
  expect(foreign).toEqual([]);
});

test('lib/ reads neither network, files, clock, environment nor random numbers', () => {
  const impure =
    /\b(fetch\(|require\(|import\(|Date\b|Math\.random|process\.(env|argv|cwd)|performance\.now|randomUUID|randomBytes)/g;
  expect(files.flatMap(({ path, code }) => (code.match(impure) ?? []).map((hit) => `${path}: ${hit}`))).toEqual([]);
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
