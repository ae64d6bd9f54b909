// What the package runs: the library and the command, each in one file, after jsii and tsc have judged and described them.
// Node loads one file of plain declarations in a third of the time that it takes for one file per module (docs/speed.md).
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url);
const parserLicence = readFileSync(new URL('node_modules/yaml/LICENSE', root), 'utf8');
const { name, version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

/** The YAML parser is a file of its own: most programs never parse anything. */
const parserApart = {
  name: 'parser apart',
  setup({ onResolve }) {
    onResolve({ filter: /^yaml$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './yaml.js', external: true },
    );
  },
};

/**
 * How jsii finds the type of an object that it hands to another language; its own compiler writes the same into each class.
 * And classes are called in errors and debuggers what they are called here, where the bundler has given them another name.
 */
const describedClasses = `
for (const [type, value] of Object.entries(module.exports)) {
  if (typeof value !== "function") continue;
  Object.defineProperty(value, "name", { value: type });
  Object.defineProperty(value, Symbol.for("jsii.rtti"), { value: { fqn: "${name}." + type, version: "${version}" } });
}`;

const FILES = [
  { entryPoints: { index: 'lib/index.ts' }, footer: { js: describedClasses } },
  { entryPoints: { cli: 'cli/main.ts' } },
  { entryPoints: { yaml: 'yaml' }, banner: { js: `/*\n${parserLicence}*/` } },
];

for (const file of FILES) {
  await build({
    ...file,
    absWorkingDir: fileURLToPath(root),
    outdir: 'build',
    bundle: true,
    platform: 'node',
    target: 'node20.16',
    tsconfig: 'tsconfig.json',
    external: ['cdk8s', 'constructs', name],
    plugins: [parserApart],
    logLevel: 'warning',
  });
}
