import { COMMANDS } from '../../cli/commands';
import { version } from '../../package.json';
import { ended } from './terminal';

test('--help explains the command on standard output', async () => {
  const { code, stdout, stderr } = await ended(['check', '--help']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('check FOLDER|FILE|-');
});

test('--help alone lists the commands', async () => {
  const { code, stdout, stderr } = await ended(['--help']);
  expect([code, stderr]).toEqual([0, '']);
  for (const { name, summary } of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${name} +${summary}$`, 'm'));
});

test('--version is that of the package', async () => {
  expect(await ended(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test.each([
  ['no command', [], 'no command'],
  ['options before the command', ['--format', 'json', 'check', '-'], 'no command'],
  ['another command', ['explain'], "'explain' is no command"],
  ['nothing to check', ['check'], 'nothing to check'],
  ['an unknown option', ['check', '-', '--strict'], "Unknown option '--strict'"],
  ['an unknown format', ['check', '-', '--format', 'xml'], "'--format' (xml) is no format: write one of text, json"],
  ['an object without a name', ['check', '-', '--exists', 'Secret'], "'--exists' (Secret) must be KIND/NAMESPACE/NAME"],
  ['an object of four parts', ['check', '-', '--exists', 'a/b/c/d'], "'--exists' (a/b/c/d) must be"],
  [
    'an object with an impossible name',
    ['check', '-', '--exists', 'Secret/ai/HF'],
    "'name' (HF) must be a Kubernetes name",
  ],
  ['an impossible namespace', ['check', '-', '-n', 'A_I'], "'namespace' (A_I) must be a Kubernetes name"],
])('refuses %s with the usage', async (_, argv, message) => {
  const { code, stdout, stderr } = await ended(argv);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr).toContain('Exit code:');
});
