import { join } from 'node:path';
import { documents, NAMESPACE, routeTo, SERVICE } from './manifests';
import { ended, folderOf } from './terminal';

const BROKEN = documents(NAMESPACE, routeTo('modle'), SERVICE);
const CORRECT = documents(NAMESPACE, routeTo('model'), SERVICE);
/** The Service is somebody else's: a warning. */
const UNSURE = routeTo('model').replaceAll('namespace: ai', 'namespace: other');

describe('the exit code', () => {
  test.each([
    ['0 of correct manifests', CORRECT, 0],
    ['0 where only warnings are found', UNSURE, 0],
    ['1 where an error is found', BROKEN, 1],
    ['2 where there is no object', '# nothing\n', 2],
    ['2 where there is no YAML', 'a: [', 2],
  ])('is %s', async (_, stdin, code) => {
    expect(await ended(['check', '-'], { stdin })).toMatchObject({ code });
  });
});

test('text names file, severity, rule, object, message, fix and docs, and sums up', async () => {
  const folder = folderOf({ 'a/broken.yaml': BROKEN, 'b.yml': UNSURE });
  const { code, stdout, stderr } = await ended(['check', folder]);
  expect([code, stderr]).toEqual([1, '']);
  expect(stdout.replaceAll(folder, 'FOLDER').replace(/https:.*#/g, 'https://DOCS#')).toBe(`FOLDER/a/broken.yaml
  error missing-backend: HTTPRoute ai/everyone refers to Service ai/modle, which does not exist
    fix: correct the name in backendRefs, or make Service ai/modle
    docs: https://DOCS#missing-backend

FOLDER/b.yml
  warning missing-backend: HTTPRoute other/everyone refers to Service other/model in a namespace that is not made here, so nobody knows whether it exists
    fix: if somebody else makes it, declare it: --exists Service/other/model
    docs: https://DOCS#missing-backend

1 error, 1 warning in 4 objects of 2 files
`);
});

test('text says when there is nothing to change', async () => {
  expect(await ended(['check', '-'], { stdin: CORRECT })).toEqual({
    code: 0,
    stdout: 'nothing to change in 3 objects of 1 file\n',
    stderr: '',
  });
});

test('json is a list of findings and nothing else', async () => {
  const { stdout } = await ended(['check', '-', '--format', 'json'], { stdin: BROKEN });
  expect(JSON.parse(stdout)).toEqual([
    {
      rule: 'missing-backend',
      severity: 'error',
      object: {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        namespace: 'ai',
        name: 'everyone',
      },
      file: 'stdin',
      message: 'refers to Service ai/modle, which does not exist',
      fix: 'correct the name in backendRefs, or make Service ai/modle',
      docs: expect.stringMatching(/^https:.*#missing-backend$/),
    },
  ]);
  expect(await ended(['check', '-', '--format=json'], { stdin: CORRECT })).toMatchObject({ code: 0, stdout: '[]\n' });
});

const ESCAPE = '\u001b[';

test.each([
  ['coloured on a terminal', { isTTY: true }, true],
  ['plain in a pipe', {}, false],
  ['plain with NO_COLOR', { isTTY: true, env: { NO_COLOR: '1' } }, false],
  ['plain on a dumb terminal', { isTTY: true, env: { TERM: 'dumb' } }, false],
])('text is %s', async (_, surroundings, coloured) => {
  const { stdout } = await ended(['check', '-'], { stdin: BROKEN, ...surroundings });
  expect(stdout.includes(ESCAPE)).toBe(coloured);
});

test('what somebody else makes is declared with --exists', async () => {
  const route = documents(NAMESPACE, routeTo('model'));
  expect(await ended(['check', '-'], { stdin: route })).toMatchObject({ code: 1 });
  const args = ['check', '-', '--exists', 'Service/ai/model', '--exists', 'GatewayClass/istio'];
  expect(await ended(args, { stdin: route })).toMatchObject({ code: 0 });
});

test('objects that name no namespace stand in that of --namespace', async () => {
  const route = routeTo('model').replace(', namespace: ai', '');
  const stdin = documents(NAMESPACE, SERVICE, route);
  expect(await ended(['check', '-', '-n', 'ai'], { stdin })).toMatchObject({ code: 0 });
  const { stdout } = await ended(['check', '-'], { stdin });
  expect(stdout).toContain('HTTPRoute default/everyone');
});

test('several targets are judged together, each file once', async () => {
  const folder = folderOf({ 'route.yaml': documents(NAMESPACE, routeTo('model')), 'apart/service.json': '{}' });
  const targets = [folder, join(folder, 'route.yaml'), '-'];
  expect(await ended(['check', ...targets], { stdin: SERVICE })).toMatchObject({
    code: 0,
    stdout: 'nothing to change in 3 objects of 2 files\n',
  });
});
