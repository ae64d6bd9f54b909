import { findingsOn } from '../../manifests';
import { by } from '../../objects';
import { istioGateway, tokens } from './policies';

const RSA = { kty: 'RSA', kid: 'one', n: 'AQAB', e: 'AQAB' };
const EC = { kty: 'EC', crv: 'P-256', x: 'AQ', y: 'AQ' };
const objects = (jwks: unknown) => [
  istioGateway(),
  tokens({ jwks: typeof jwks === 'string' ? jwks : JSON.stringify(jwks) }),
];
const said = (jwks: unknown) =>
  findingsOn(objects(jwks)).flatMap(({ rule, message }) => (rule === 'jwks' ? [message] : []));

test.each<[string, unknown, string]>([
  ['no JSON', '{"keys":[', 'which is no JSON'],
  ['an empty text', '', 'which is no JSON'],
  ['no keys', {}, 'which holds no public key'],
  ['an empty list', { keys: [] }, 'which holds no public key'],
  ['half a key', { keys: [{ kty: 'RSA', e: 'AQAB' }] }, 'which holds no public key'],
  ['an unknown type', { keys: [{ kty: 'X' }] }, 'which holds no public key'],
  ['a private key', { keys: [EC, { ...RSA, d: 'AQ' }] }, "whose key 'one' is a secret one"],
  ['a symmetric key', { keys: [{ kty: 'oct', kid: 'two', k: 'AQ' }] }, "whose key 'two' is a secret one"],
])('%s is an error', (_, jwks, why) => {
  expect(said(jwks)).toEqual([expect.stringContaining(why)]);
  expect(by('jwks', objects(jwks))).toEqual(['error RequestAuthentication ns/tokens']);
});

test('public keys are right, also beside one of a kind that is not known', () => {
  expect(said({ keys: [RSA] })).toEqual([]);
  expect(said({ keys: [{ kty: 'X' }, EC] })).toEqual([]);
});

test('keys that are fetched are not judged', () => {
  expect(by('jwks', [istioGateway(), tokens({ jwksUri: 'https://issuer/jwks' })])).toEqual([]);
});
