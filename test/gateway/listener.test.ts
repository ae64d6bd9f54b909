import { Certificate, type HttpsListenerOptions, Listener } from 'cdk8s-inference-gateway';
import { refuses } from '../refuses';

const certificate = Certificate.fromSecret('tls');

refuses(
  'an HTTPS listener without certificate',
  () => Listener.https('ai.example.com', {} as unknown as HttpsListenerOptions),
  "'certificate'",
  'ai.example.com',
  'is missing',
  "Certificate.fromSecret('",
);
refuses(
  'an HTTPS listener without any options',
  () => Listener.https('ai.example.com', undefined as unknown as HttpsListenerOptions),
  "'certificate'",
  'is missing',
);
refuses('port 0', () => Listener.http({ port: 0 }), "'port' (0)", 'from 1 to 65535', 'write 80 or 443');
refuses(
  'a port above 65535',
  () => Listener.https('ai.example.com', { certificate, port: 65_536 }),
  "'port' (65536)",
  'from 1 to 65535',
);
refuses('a port that is not whole', () => Listener.http({ port: 80.5 }), "'port' (80.5)", 'whole number');
for (const host of [
  'AI.example.com',
  'localhost',
  'ai.example.com:443',
  'https://ai.example.com',
  'a.*.com',
  '*.com.',
]) {
  refuses(`the hostname '${host}'`, () => Listener.http({ hostname: host }), `'hostname' (${host})`, "'*.'", 'write');
}
refuses(
  'a hostname of more than 253 characters',
  () => Listener.http({ hostname: `${'a.'.repeat(126)}com` }),
  "'hostname'",
  'at most 253',
);

describe('a listener covers', () => {
  const wildcard = Listener.https('*.ai.example.com', { certificate });

  test('any hostname when it has none', () => {
    expect(Listener.http().covers('anything.example.org')).toBe(true);
  });

  test('exactly its own hostname', () => {
    const listener = Listener.http({ hostname: 'ai.example.com' });
    expect(['ai.example.com', 'x.ai.example.com', 'example.com'].map((host) => listener.covers(host))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each(['a.ai.example.com', 'a.b.ai.example.com', '*.ai.example.com', '*.b.ai.example.com'])(
    '%s by *.ai.example.com',
    (host) => expect(wildcard.covers(host)).toBe(true),
  );

  test.each(['ai.example.com', 'bai.example.com', 'a.ai.example.org', '*.example.com', 'ai.example.com.evil.org'])(
    'not %s by *.ai.example.com',
    (host) => expect(wildcard.covers(host)).toBe(false),
  );
});
