import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CDK8S = fileURLToPath(new URL('../../node_modules/.bin/cdk8s', import.meta.url));

/**
 * Runs `cdk8s import` over CRDs and returns the TypeScript file of each API group. All go into one input:
 * of two inputs with the same group the second would silently replace the file of the first.
 */
export function generatedTypes(crdTexts, groups) {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-import-'));
  try {
    writeFileSync(join(folder, 'crds.yaml'), crdTexts.join('---\n'));
    execFileSync(CDK8S, ['import', 'crds.yaml', '--no-save', '--language', 'typescript', '--output', 'types'], {
      cwd: folder,
      env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
      stdio: 'pipe',
    });
    return Object.fromEntries(
      groups.map((group) => [group, readFileSync(join(folder, 'types', `${group}.ts`), 'utf8')]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
