import { createHash } from 'node:crypto';
import { ApiKeyHashes } from 'cdk8s-inference-gateway';
import { parse } from 'yaml';

const SECRET = 'abcdefghijklmnopqrstuv';
const KEY = `sk-tenant-a.k1.${SECRET}`;

test('a line has the name of a key and the hash of its secret', () => {
  const hash = createHash('sha1').update(SECRET).digest('base64');
  expect(ApiKeyHashes.lineOf(KEY)).toBe(`tenant-a.k1:{SHA}${hash}`);
});

test('the file tells Envoy the users, and where it finds a key', () => {
  const other = ApiKeyHashes.lineOf(`sk-tenant-b.k1.${SECRET}`);
  const { resources } = parse(ApiKeyHashes.of([ApiKeyHashes.lineOf(KEY), other]).file);
  expect(resources[0].typed_config).toMatchObject({
    authentication_header: 'x-gateway-key',
    forward_username_header: 'x-gateway-key-client',
    allow_missing: true,
    users: { inline_string: `${ApiKeyHashes.lineOf(KEY)}\n${other}\n` },
  });
});

test('without any key the file still is one that Envoy accepts', () => {
  expect(parse(ApiKeyHashes.of([]).file).resources[0].typed_config.users.inline_string).toMatch(/^none:\{SHA\}/);
});

test.each(['', 'sk-tenant-a.k1', `sk-Tenant.k1.${SECRET}`, 'sk-tenant-a.k1.short', `tenant-a.k1.${SECRET}`])(
  'refuses %j as a key, without repeating it',
  (key) => {
    const attempt = () => ApiKeyHashes.lineOf(key);
    expect(attempt).toThrow(/'key' must be sk-/);
    if (key !== '') expect(attempt).not.toThrow(key);
  },
);

test('refuses what is no line, and two lines of one name', () => {
  expect(() => ApiKeyHashes.of([KEY])).toThrow(/is no line of a key/);
  expect(() => ApiKeyHashes.of([ApiKeyHashes.lineOf(KEY), ApiKeyHashes.lineOf(KEY)])).toThrow(/'tenant-a\.k1' twice/);
});
