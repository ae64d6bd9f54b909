// Builds the library that `file:../..` links to, where nobody has built it yet.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

function npm(...args) {
  console.log(`stacks/aks: npm ${args.join(' ')} in ${root}`);
  // npm tells its children where it was started, and they would believe it.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name)));
  const { status } = spawnSync('npm', args, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(`${root}node_modules/cdk8s`)) npm('ci');
if (!existsSync(`${root}build/index.js`)) npm('run', 'build');
