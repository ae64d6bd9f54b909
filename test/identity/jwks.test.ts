import { Jwks } from 'cdk8s-inference-gateway';

test('takes public keys, and writes them without white space', () => {
  const { json, address } = Jwks.inline('{ "keys": [ { "kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ" } ] }');
  expect([json, address]).toEqual(['{"keys":[{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"}]}', undefined]);
});

test.each([
  ['no JSON', 'keys', /is not JSON/],
  ['an empty key set, at which Envoy refuses its listeners', '{"keys":[]}', /has no key in 'keys'/],
  ['a list', '[]', /has no key in 'keys'/],
  ['a private key', '{"keys":[{"kty":"RSA","n":"AQ","e":"AQ","d":"AQ"}]}', /holds a secret in key 0/],
  ['a shared secret', '{"keys":[{"kty":"RSA","n":"AQ"},{"kty":"oct","k":"AQ"}]}', /holds a secret in key 1/],
  ['an unknown kind of key', '{"keys":[{"kty":"DH"}]}', /'kty' \(DH\) of key 0/],
])('refuses %s', (_, json, message) => {
  expect(() => Jwks.inline(json)).toThrow(message);
});

test.each([
  'https://login.example.com/keys',
  'http://keys.auth.svc.cluster.local:8080/jwks.json',
  'http://keys.auth.svc/x',
])('has %s fetched', (uri) => expect(Jwks.uri(uri).address).toBe(uri));

test.each(['http://login.example.com/keys', 'login.example.com', 'https:///keys'])(
  'refuses to have %s fetched',
  (uri) => {
    expect(() => Jwks.uri(uri)).toThrow(/must begin with https/);
  },
);
