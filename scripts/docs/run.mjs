// Compiles every snippet of README and API docs against the built library, and writes what is derived: API.md from the jsii
// assembly, docs/rules.md from the rules, and the code that README and docs/ quote from the examples.
//   run.mjs           writes them
//   run.mjs --check   fails if one of them is not what it would write
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requoted } from './quotes.mjs';
import { rulesPage } from './rules-page.mjs';

const root = new URL('../..', import.meta.url);
const check = process.argv.includes('--check');
const temporary = mkdtempSync(join(tmpdir(), 'docs-'));

const read = (path) => readFileSync(new URL(path, root), 'utf8');

function run(program, ...args) {
  const { status } = spawnSync(process.execPath, [`node_modules/${program}`, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
}

function write(path, text) {
  let before;
  try {
    before = read(path);
  } catch {
    before = undefined;
  }
  if (before === text) return;
  if (check) throw new Error(`${path} is out of date: npm run docs`);
  writeFileSync(new URL(path, root), text);
  process.stdout.write(`${path} written\n`);
}

try {
  const { RULES } = createRequire(import.meta.url)('../../build/lib/checks/rules.js');
  write('docs/rules.md', rulesPage(RULES));
  const { AccessLog } = createRequire(import.meta.url)('../../build/index.js');
  write('docs/access-log.schema.json', `${JSON.stringify(AccessLog.schema(), undefined, 2)}\n`);
  const pages = readdirSync(new URL('docs/', root)).filter((file) => file.endsWith('.md'));
  for (const page of ['README.md', ...pages.map((file) => `docs/${file}`)]) write(page, requoted(read(page), read));
  run('jsii-rosetta/bin/jsii-rosetta', 'extract', '--strict', '--compile', '--output', join(temporary, 'tablet'), '.');
  run('jsii-docgen/bin/jsii-docgen', '--output', join(temporary, 'API.md'));
  write('API.md', readFileSync(join(temporary, 'API.md'), 'utf8'));
  process.stdout.write(
    'snippets compile, API.md, docs/rules.md, the schema of the access log and quotations are up to date\n',
  );
} catch (error) {
  process.stderr.write(`docs: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
