import { spawnSync } from 'node:child_process';
import { FOLDERS } from './folders';

/** Fails with the program that is missing before anything is judged. Says what is not judged. */
export default function preflight(): void {
  for (const [program, purpose] of [
    ['go', 'fetches the charts as a Go module'],
    ['helm', 'renders them'],
  ]) {
    if (spawnSync(program, ['version']).error !== undefined) {
      throw new Error(`Nothing was judged: '${program}' is not on PATH; it ${purpose}.`);
    }
  }
  if (FOLDERS.length === 0) {
    process.stderr.write('FOREIGN_MANIFESTS names no folders of correct manifests: only the charts are judged.\n');
  }
}
