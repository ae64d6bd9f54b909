import {
  EgressProxy,
  type EgressProxyProps,
  HuggingFaceEndpoint,
  type SecretKey,
  TrustBundle,
} from 'cdk8s-inference-gateway';
import { refuses } from '../refuses';

const cidrs = ['10.20.0.10/32'];
const proxy = (props: Partial<EgressProxyProps>) =>
  EgressProxy.of({ httpsProxy: 'http://proxy.example.com:3128', cidrs, ...props });

test('the ports of a proxy are those of its URLs', () => {
  expect(proxy({}).ports).toEqual([3128]);
  expect(proxy({ httpProxy: 'http://proxy.example.com' }).ports).toEqual([3128, 80]);
  expect(proxy({ httpsProxy: 'https://proxy.example.com' }).ports).toEqual([443]);
});

test('IPv6 networks of Services stay out of NO_PROXY, where they would end every request of httpx', () => {
  const { noProxy } = { noProxy: proxy({ serviceCidrs: ['fd00::/108', '10.96.0.0/12'] }).noProxy('cluster.local') };
  expect(noProxy).toBe('localhost,127.0.0.1,.svc,.cluster.local,10.96.0.0/12');
});

for (const url of [
  'proxy.example.com:3128',
  'socks5://proxy.example.com',
  'http://proxy.example.com/',
  'http://a/b',
  '',
]) {
  refuses(
    `the proxy '${url}'`,
    () => proxy({ httpsProxy: url }),
    `'httpsProxy' (${url})`,
    'HTTP or HTTPS',
    "write 'https://",
  );
}
refuses(
  'a password of a proxy',
  () => proxy({ httpProxy: 'http://me:secret@proxy.example.com' }),
  "'httpProxy'",
  'must not hold a user or a password',
);
test('the password is not repeated in the error', () => {
  expect(() => proxy({ httpsProxy: 'http://me:hunter2@proxy.example.com' })).toThrow(/^(?!.*hunter2)/);
});
refuses('a proxy without address', () => proxy({ cidrs: [] }), "'cidrs' is empty", 'the proxy');
refuses('a proxy with a name as address', () => proxy({ cidrs: ['proxy'] }), "'cidrs' (proxy)", "write '10.0.0.4/32'");
refuses(
  'a network of Services that is none',
  () => proxy({ serviceCidrs: ['10.96.0.1'] }),
  "'serviceCidrs' (10.96.0.1)",
  "write '10.96.0.1/32'",
);
for (const entry of ['*', 'fd00::/8', '::1', 'http://a.example.com', 'a,b', '.']) {
  refuses(
    `'${entry}' without proxy`,
    () => proxy({ noProxy: [entry] }),
    `'noProxy' (${entry})`,
    "write '.corp.example.com'",
  );
}

refuses('a mirror without scheme', () => HuggingFaceEndpoint.of('hf.example.com'), "'url' (hf.example.com)");
refuses(
  'a public mirror on another port',
  () => HuggingFaceEndpoint.of('https://hf.example.com:8443'),
  'leads to port 8443',
  "{ cidrs: ['10.0.0.4/32'] }",
);
refuses(
  'a mirror whose address is none',
  () => HuggingFaceEndpoint.of('https://hf.example.com', { cidrs: ['hf'] }),
  "'cidrs' (hf)",
);
refuses(
  'authorities that are a text',
  () => TrustBundle.fromSecret('-----BEGIN' as unknown as SecretKey),
  "'key' must be a SecretKey",
);
