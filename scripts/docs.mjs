// Compiles every snippet of README and API docs against the built library, and writes API.md from its jsii assembly.
//   docs.mjs           writes API.md
//   docs.mjs --check   fails if API.md is not what it would write
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', import.meta.url);
const temporary = mkdtempSync(join(tmpdir(), 'docs-'));

function run(program, ...args) {
  const { status } = spawnSync(process.execPath, [`node_modules/${program}`, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
}

try {
  run('jsii-rosetta/bin/jsii-rosetta', 'extract', '--strict', '--compile', '--output', join(temporary, 'tablet'), '.');
  run('jsii-docgen/bin/jsii-docgen', '--output', join(temporary, 'API.md'));
  const generated = readFileSync(join(temporary, 'API.md'), 'utf8');
  const path = new URL('API.md', root);
  if (!process.argv.includes('--check')) writeFileSync(path, generated);
  else if (readFileSync(path, 'utf8') !== generated) throw new Error('API.md is out of date: npm run docs');
  process.stdout.write('snippets compile, API.md is up to date\n');
} catch (error) {
  process.stderr.write(`docs: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
