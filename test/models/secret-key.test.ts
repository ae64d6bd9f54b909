import { SecretKey, Weights } from 'cdk8s-inference-gateway';
import { refuses } from '../refuses';

const TOKEN = 'hf_abcdefghijklmnopqrstuvwxyz';

refuses(
  'a token in place of a Secret',
  () => SecretKey.of(TOKEN, 'token'),
  "'secret'",
  'looks like a token',
  'SecretKey.of(',
);
refuses('an API key in place of a Secret', () => SecretKey.of('sk-abcdefgh', 'key'), "'secret'", 'looks like a token');
refuses('a token in place of a key', () => SecretKey.of('hf', TOKEN), "'secret'", 'looks like a token');
refuses(
  'a token in place of a SecretKey',
  () => Weights.huggingFace({ token: TOKEN as unknown as SecretKey }),
  "'token' must not stand in the program",
  "SecretKey.of('hf', 'token')",
);
refuses(
  'a Secret name that Kubernetes does not accept',
  () => SecretKey.of('My Secret', 'token'),
  "'secret' (My Secret)",
  "write 'my-secret'",
);
refuses('a key that no Secret can have', () => SecretKey.of('hf', 'a/b'), "'key' (a/b)", "write 'token'");

test('no refusal repeats a token', () => {
  const attempts = [
    () => SecretKey.of(TOKEN, 'token'),
    () => SecretKey.of('hf', TOKEN),
    () => Weights.huggingFace({ token: TOKEN as unknown as SecretKey }),
  ];
  for (const attempt of attempts)
    expect(attempt).toThrow(expect.objectContaining({ message: expect.not.stringContaining(TOKEN) }));
});
