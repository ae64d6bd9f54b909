import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';

/** Downloads a Go module (or finds it in Go's cache, which it is verified into) and returns its folder. */
export function goModule({ module, version }) {
  const wanted = `${module}@${version}`;
  // Outside of any Go module, so that no go.mod nearby has a say in what is fetched.
  const { stdout, stderr, error } = spawnSync('go', ['mod', 'download', '-json', wanted], {
    cwd: tmpdir(),
    encoding: 'utf8',
  });
  if (error?.code === 'ENOENT') throw new Error("'go' is not installed: it fetches the CRDs as Go modules.");
  if (error) throw error;
  const answer = stdout ? JSON.parse(stdout) : { Error: stderr.trim() };
  if (answer.Error) throw new Error(`${wanted} cannot be fetched: ${answer.Error}`);
  return answer.Dir;
}
