import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { upstreamCrds, vendoredCrds } from './crd-texts.mjs';
import { differences, write } from './folder.mjs';
import { goModule } from './go-module.mjs';
import { importsTree } from './imports-tree.mjs';
import { CRDS } from './kinds.mjs';
import { lockedModules } from './locked-modules.mjs';

const USAGE = `npm run import [-- --check] [--offline]

Makes imports/: the CRDs of the Go modules that lib/versions.ts locks, trimmed to one version each, the TypeScript
types that 'cdk8s import' makes of them, and crds/sources.json, which says where each file is from.

  --check    write nothing: compare with imports/ byte by byte, exit with 1 if anything differs
  --offline  start from the CRDs in imports/crds instead of fetching the modules (needs neither Go nor a network)
  --help     this text`;

const IMPORTS = fileURLToPath(new URL('../../imports/', import.meta.url));

function folders(modules, log) {
  const entries = Object.entries(modules).map(([component, locked]) => {
    log(`go mod download ${locked.module}@${locked.version}`);
    return [component, goModule(locked)];
  });
  return Object.fromEntries(entries);
}

async function run({ check, offline, help }, log) {
  if (help) return log(USAGE);
  const modules = await lockedModules(CRDS.map(({ component }) => component));
  const crds = offline ? vendoredCrds(IMPORTS, modules) : upstreamCrds(folders(modules, log));
  const tree = importsTree(modules, crds, log);
  const changed = differences(IMPORTS, tree);
  const count = `${Object.keys(tree).length} files`;
  if (changed.length === 0) return log(`imports/ is up to date: ${count}.`);
  log(changed.map((line) => `  imports/${line}`).join('\n'));
  if (check) throw new Error(`imports/ is not what 'npm run import' makes: ${changed.length} of ${count} differ.`);
  write(IMPORTS, tree);
  log(`imports/ written: ${count}.`);
}

try {
  const options = { check: { type: 'boolean' }, offline: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } };
  await run(parseArgs({ options }).values, console.log);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
