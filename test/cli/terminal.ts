import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { run } from '../../cli/run';

/** What a command line ended with. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command finds around it. */
export interface Surroundings {
  readonly stdin?: string;
  readonly isTTY?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the command line in this process. */
export async function ended(
  argv: string[],
  { stdin = '', isTTY = false, env = {} }: Surroundings = {},
): Promise<Ended> {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const code = await run(argv, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: { isTTY, write: (text) => stdout.push(text) },
    stderr: { write: (text) => stderr.push(text) },
    env,
  });
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

const folders: string[] = [];

/** A folder of files, by their paths; it goes with the tests. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'check-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
