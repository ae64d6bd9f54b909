// Synthesizes every example into dist/<example>/ with the cdk8s CLI, as its user would.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const examples = readdirSync(new URL('examples/', root))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));

for (const example of examples) {
  const output = `dist/${example}`;
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/cdk8s-cli/bin/cdk8s', 'synth', '--app', `node build/examples/${example}.js`, '--output', output],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' } },
  );
  if (status !== 0) process.exit(status ?? 1);
  const files = readdirSync(new URL(output, root)).sort();
  process.stdout.write(`${output}: ${files.join(', ')}\n`);
}
