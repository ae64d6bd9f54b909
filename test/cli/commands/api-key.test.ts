import { ApiKeyHashes } from 'cdk8s-inference-gateway';
import { parse } from 'yaml';
import { ended, folderOf } from '../terminal';

const SHORT = ['api-key', 'create', '--tenant', 'tenant-a'];

test('prints a new key and its line', async () => {
  const { code, stdout } = await ended([...SHORT, '--id', 'k1']);
  const [key = ''] = /sk-tenant-a\.k1\.[A-Za-z0-9]{22}/.exec(stdout) ?? [];
  expect(code).toBe(0);
  expect(stdout).toBe(`key, shown only now:  ${key}\nline for the Secret:  ${ApiKeyHashes.lineOf(key)}\n`);
});

test('no two keys are alike', async () => {
  const keys = await Promise.all(
    Array.from({ length: 20 }, async () => JSON.parse((await ended([...SHORT, '--format', 'json'])).stdout).key),
  );
  expect(new Set(keys).size).toBe(20);
});

test('prints the Secret of a gateway out of a file of lines', async () => {
  const line = ApiKeyHashes.lineOf('sk-tenant-a.k1.abcdefghijklmnopqrstuv');
  const folder = folderOf({ 'keys.txt': `# tenant A\n${line}\n\n` });
  const { code, stdout } = await ended(['api-key', 'secret', `${folder}/keys.txt`, '--gateway', 'edge/gateway']);
  expect(code).toBe(0);
  const { kind, metadata, stringData } = parse(stdout);
  expect({ kind, metadata }).toEqual({
    kind: 'Secret',
    metadata: { name: 'gateway-api-keys', namespace: 'edge' },
  });
  expect(stringData).toEqual({ 'filter.yaml': ApiKeyHashes.of([line]).file });
});

test.each([
  [['api-key'], /needs a verb/],
  [['api-key', 'delete'], /has no verb 'delete'/],
  [['api-key', 'create'], /needs a tenant/],
  [[...SHORT, '--id', 'a.b'], /'--id' \(a\.b\)/],
  [['api-key', 'create', '--tenant', 'Tenant A'], /'key' must be sk-/],
  [['api-key', 'secret', '-'], /needs one file of lines and a gateway/],
  [['api-key', 'secret', '-', '--gateway', 'gateway'], /--gateway ai-gateway\/gateway/],
])('%j can do nothing', async (argv, message) => {
  const { code, stdout, stderr } = await ended(argv);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});

test('a line that is none ends it before anything is printed', async () => {
  const { code, stdout, stderr } = await ended(['api-key', 'secret', '-', '--gateway', 'edge/gateway'], { stdin: 'x' });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('is no line of a key');
});
