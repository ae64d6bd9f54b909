import { join } from 'node:path';
import { CHECKS } from '../../../cli/acceptance/checks';
import { IDENTITY } from '../../../cli/acceptance/checks/identity';
import { MIXED } from '../../../cli/acceptance/checks/mixed';
import { STREAM } from '../../../cli/acceptance/checks/stream';
import { ended, folderOf } from '../terminal';
import { FakeGateway, type Faults } from './fake-gateway';

/** Hundreds of requests each, on a machine that may have other work. */
jest.setTimeout(60_000);

const MODELS = ['--model', 'chat', '--embeddings', 'bge-small'];

async function judged(faults: Faults, args: string[] = [], env: Record<string, string> = {}) {
  const gateway = await FakeGateway.start(faults);
  const argv = ['acceptance', gateway.url, ...MODELS, '--format', 'json', ...args];
  const { code, stdout, stderr } = await ended(argv, { env });
  const report = stdout === '' ? undefined : JSON.parse(stdout);
  const checks: { readonly id: string; readonly result: string }[] = report?.checks ?? [];
  const ids = (result: string) => checks.filter((check) => check.result === result).map(({ id }) => id);
  return { gateway, code, stdout, stderr, report, failed: ids('failed'), skipped: ids('skipped') };
}

/** All checks but those that send much. */
async function lightly(gateway: FakeGateway) {
  const verdicts = [];
  for (const check of CHECKS.filter(({ id }) => id !== 'burst' && id !== 'mixed')) {
    verdicts.push({ id: check.id, ...(await check.run(gateway.subject(), () => {})) });
  }
  return verdicts;
}

test('a healthy gateway is accepted, with as many requests as were said, and without sending the body that is too large', async () => {
  const { gateway, code, report, failed, skipped, stderr } = await judged({});
  expect({ code, failed, skipped }).toEqual({ code: 0, failed: [], skipped: ['identity'] });
  const [, said] = /^Sends (\d+) requests to http:\S+ \(127\.0\.0\.1:\d+\), at most 20 at a time/.exec(stderr) ?? [];
  expect(gateway.requests).toHaveLength(Number(said));
  expect(gateway.bytes).toBeLessThan(100_000);
  expect(report.accepted).toBe(true);
  expect(report.checks.find((check: { id: string }) => check.id === 'burst').figures).toMatchObject({
    ...{ requests: 200, failed: 0, cut: 0, statuses: { 200: 200 } },
    answers: { p50: expect.any(Number), p99: expect.any(Number) },
  });
});

test.each<[Faults, string[]]>([
  [{ trustsHeaders: true }, ['hostile-headers']],
  [{ publishesAllPaths: true }, ['control-endpoints']],
  [{ answersEveryModel: true }, ['unknown-model', 'missing-model']],
  [{ readsAnything: true }, ['malformed-json', 'not-json']],
  [{ takesAnySize: true }, ['large-body']],
  [{ takesAnyLength: true }, ['unknown-length']],
  [{ listsNothing: true }, ['models-list']],
  [{ holdsStreamsBack: true }, ['stream']],
  [{ cutsStreams: true }, ['stream']],
  [{ breaksOnLargeBodies: true }, ['still-answers']],
])('of %p exactly the checks %p fail, each with what to do', async (faults, ids) => {
  const verdicts = await lightly(await FakeGateway.start(faults));
  const failed = verdicts.filter(({ result }) => result === 'failed');
  expect(failed.map(({ id }) => id)).toEqual(ids);
  for (const { fix = '', failures = [] } of failed) expect([fix, ...failures]).not.toContain('');
  expect(failed.filter(({ failures = [] }) => failures.length === 0)).toEqual([]);
});

test('requests that are lost are counted and told', async () => {
  const { code, report } = await judged({ losesSome: true });
  const burst = report.checks.find((check: { id: string }) => check.id === 'burst');
  expect(code).toBe(1);
  expect(burst).toMatchObject({ result: 'failed', seen: expect.stringMatching(/^20 of 200 failed; answers: p50 /) });
  expect(burst.failures).toHaveLength(5);
  expect(burst.failures[0]).toContain('status 503');
});

test.each<[string, Faults, string]>([
  ['nothing', { answersNothing: true }, 'look at the endpoint picker'],
  ['under another name', { namesAnotherModel: true }, '--served-model-name'],
  ['with a redirect', { redirects: true }, 'write https://ai.example.com as URL'],
  ['401', { token: 'secret' }, 'write --token-env'],
])('where a model answers %s, nothing else is asked', async (_, faults, fix) => {
  const { gateway, code, failed, skipped, report } = await judged(faults);
  expect({ code, failed }).toEqual({ code: 1, failed: ['answers'] });
  expect(skipped).toHaveLength(report.checks.length - 1);
  expect(gateway.requests).toHaveLength(3);
  expect(report.checks[0].fix).toContain(fix);
});

test('a model that does not chat is said to make embeddings, perhaps', async () => {
  const gateway = await FakeGateway.start();
  const { code, stdout } = await ended(['acceptance', gateway.url, '--model', 'bge-small']);
  expect(code).toBe(1);
  expect(stdout).toContain('write --embeddings bge-small if it does not chat');
});

test('a token is sent, demanded by the gateway, and never printed', async () => {
  const args = ['--token-env', 'OWN_TOKEN'];
  const env = { OWN_TOKEN: ' very-secret\n' };
  const { code, stdout, stderr, skipped } = await judged({ token: 'very-secret' }, args, env);
  expect({ code, skipped }).toEqual({ code: 0, skipped: [] });
  expect(stdout + stderr).not.toContain('very-secret');
});

test('a gateway that takes any token is not accepted', async () => {
  const gateway = await FakeGateway.start({ token: 'secret', admitsAnyToken: true });
  const { result, figures } = await IDENTITY.run(gateway.subject({ authorization: 'Bearer secret' }), () => {});
  expect([result, figures]).toEqual(['failed', { statuses: [200, 200] }]);
});

test('text tells each check, and what was seen and should be where one failed', async () => {
  const gateway = await FakeGateway.start({ takesAnyLength: true });
  const { stdout } = await ended(['acceptance', gateway.url, ...MODELS]);
  expect(stdout).toMatch(/^passed {2}answers {12}chat \(chat\), bge-small \(embeddings\)$/m);
  expect(stdout).toMatch(/^failed {2}unknown-length {5}status 200 instead of 411$/m);
  expect(stdout).toMatch(/^ {4}should be: a body of unknown length is refused$/m);
  expect(stdout).toMatch(/^ {4}seen: POST \/v1\/chat\/completions for chat: status 200 after \d+ ms: /m);
  expect(stdout).toMatch(/^ {4}fix: limit bodies by their announced length/m);
  expect(stdout).toMatch(/^http:\S+ is not accepted: 13 passed, 1 failed, 1 skipped, in \d+ s\n$/m);
});

test('a model that only embeds has no streams', async () => {
  const subject = {
    ...(await FakeGateway.start()).subject(),
    models: [{ name: 'bge-small', task: 'embeddings' }],
  } as const;
  for (const check of [STREAM, MIXED]) {
    expect(check.sends(subject)).toBe(0);
    expect(await check.run(subject, () => {})).toEqual({ result: 'skipped', seen: 'no model chats' });
  }
});

test('short requests beside streams that are cut are counted apart', async () => {
  const gateway = await FakeGateway.start({ cutsStreams: true });
  const { result, figures } = await MIXED.run(gateway.subject(), () => {});
  expect(result).toBe('failed');
  expect(figures).toMatchObject({ requests: 40, failed: 20, cut: 20 });
});

test('the time limit ends everything', async () => {
  const { code, failed, report } = await judged({ neverEndsStreams: true }, ['--seconds', '1']);
  expect(code).toBe(1);
  expect(failed).toContain('still-answers');
  expect(report.checks.at(-1).seen).toBe('not run: the time is over');
  expect(report.seconds).toBeLessThan(5);
});

test('a dry run says what would be sent, and sends nothing', async () => {
  const { gateway, code, stdout, stderr } = await judged({}, ['--dry-run']);
  expect([code, stdout, gateway.requests]).toEqual([0, '', []]);
  expect(stderr).toMatch(/^Sends 2\d\d requests/);
  expect(stderr).toMatch(/^ {2}200 burst/m);
});

test('a host of its own is asked for at the address of the URL', async () => {
  const { stderr } = await judged({}, ['--host', 'tenant-a.ai.example.com', '--dry-run']);
  expect(stderr).toMatch(/^Sends \d+ requests to http:\/\/tenant-a\.ai\.example\.com \(127\.0\.0\.1:\d+\)/);
});

test('where nobody listens, nothing could be asked', async () => {
  const { code, stdout, stderr } = await ended(['acceptance', 'http://127.0.0.1:9', ...MODELS]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('http://127.0.0.1:9 (127.0.0.1:9) cannot be asked');
});

test.each([
  ['no URL', [], 'one URL is asked'],
  ['two URLs', ['http://a', 'http://b', ...MODELS], 'one URL is asked'],
  ['no model', ['http://a'], 'no model: write --model'],
  ['no URL at all', ['ai.example.com', ...MODELS], "'origin' (ai.example.com) must be an http or https URL"],
  ['an authority without TLS', ['http://a', ...MODELS, '--ca', 'CA'], "'ca' is set, but http://a has no TLS"],
  ['an authority that is missing', ['https://a', ...MODELS, '--ca', '/no/such'], 'no such file'],
  ['a token that is not set', ['http://a', ...MODELS, '--token-env', 'NONE'], "'--token-env' (NONE) names a variable"],
  ['a limit of nothing', ['http://a', ...MODELS, '--seconds', '0'], "'--seconds' (0) must be a whole number above 0"],
])('refuses %s with its usage', async (_, args, message) => {
  const ca = join(folderOf({ 'ca.pem': 'PEM' }), 'ca.pem');
  const argv = args.map((word) => (word === 'CA' ? ca : word));
  const { code, stdout, stderr } = await ended(['acceptance', ...argv]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr).toContain('acceptance URL --model MODEL');
});
