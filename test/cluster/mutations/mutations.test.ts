import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { VARIABLE } from './chosen';
import type { Mutation } from './mutation';
import { MUTATIONS } from './mutations';

const ROOT = join(__dirname, '..', '..', '..');
const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const FOLDER = join(ROOT, 'build', 'mutations');

interface Assertion {
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

const rows: (readonly [mutation: string, file: string, failed: string, said: string])[] = [];

beforeAll(() => mkdirSync(FOLDER, { recursive: true }));

afterAll(() => {
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  process.stderr.write(
    `\n| mistake | file | case that fails | what it says |\n| --- | --- | --- | --- |\n${table}\n\n`,
  );
});

test.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
  'a case fails when %s',
  (_, mutation) => {
    const cases = runWith(mutation);
    expect(cases.some(({ title, status }) => title.includes(mutation.case) && status !== 'pending')).toBe(true);
    const failed = cases.filter(({ status }) => status === 'failed');
    rows.push([mutation.name, mutation.file, failed.map(({ title }) => title).join('; '), reason(failed)]);
    expect(failed.map(({ title }) => title)).toEqual([expect.stringContaining(mutation.case)]);
    expect(reason(failed)).not.toMatch(/machine too busy/);
  },
  900_000,
);

/** Runs the case on manifests with the mistake in them. */
function runWith({ name, file, case: sentence, after }: Mutation): Assertion[] {
  const outcome = join(FOLDER, `${name.replace(/\W+/g, '-')}.json`);
  rmSync(outcome, { force: true });
  const what = [
    '--config',
    'jest.cluster.config.json',
    `test/cluster/${file}.test.ts`,
    '--testNamePattern',
    [after, sentence].filter(Boolean).join('|'),
  ];
  const { stderr } = spawnSync(process.execPath, [JEST, ...what, '--json', '--outputFile', outcome], {
    cwd: ROOT,
    env: { ...process.env, [VARIABLE]: name },
    encoding: 'utf8',
  });
  try {
    const { testResults } = JSON.parse(readFileSync(outcome, 'utf8')) as {
      testResults: { assertionResults: Assertion[] }[];
    };
    return testResults.flatMap(({ assertionResults }) => assertionResults);
  } catch {
    throw new Error(`the run ended without a result:\n${stderr}`);
  }
}

/** The first line of the first failure. */
function reason(failed: readonly Assertion[]): string {
  const text = stripVTControlCharacters(failed[0]?.failureMessages[0] ?? '');
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !line.startsWith('at '))
    .slice(0, 3)
    .join(' ')
    .replaceAll('|', '\\|');
}
