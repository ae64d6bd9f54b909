import { Severity } from '../../finding';
import { type Fields, fields, listAt, textAt } from '../../graph/fields';
import { tokenRules } from '../../graph/token-rules';
import type { Rule } from '../../rule';

/** What a key of each type consists of. */
const PUBLIC: Readonly<Record<string, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
};

/** Parts that nobody but the issuer may have: of private keys, and the whole of symmetric ones. */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'];

/** What is wrong with a set of keys, and what to write. */
function wrong(text: string): { readonly message: string; readonly fix: string } | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { message: 'which is no JSON', fix: 'write the JSON of the issuer, such as { "keys": [...] }' };
  }
  const keys: Fields[] = listAt(parsed, 'keys').map(fields);
  const secret = keys.find((key) => PRIVATE.some((part) => part in key));
  if (secret !== undefined) {
    return {
      message: `whose key '${textAt(secret, 'kid') ?? ''}' is a secret one, with which anybody who reads this object makes tokens`,
      fix: 'write the public part of the key only, and have the issuer make a new one',
    };
  }
  const isKey = (key: Fields) => {
    const parts = PUBLIC[textAt(key, 'kty') ?? ''];
    return parts?.every((part) => typeof key[part] === 'string' && key[part] !== '') ?? false;
  };
  if (keys.some(isKey)) return undefined;
  return { message: 'which holds no public key', fix: 'write at least one public key of the issuer into keys' };
}

export const jwks: Rule = {
  id: 'jwks',
  title: 'Keys that stand in a rule for tokens can be read, and are public ones.',
  why: "Envoy refuses every later change of a listener whose keys it cannot read (`Provider 'origins-0' in jwt_authn config has invalid local jwks`): the proxies stay at what they had, and new ones never get ready.",
  severity: Severity.ERROR,
  *check(graph) {
    for (const { object, issuer, rule } of tokenRules(graph)) {
      const text = textAt(rule, 'jwks');
      const fault = text === undefined ? undefined : wrong(text);
      if (fault === undefined) continue;
      yield { object, message: `has jwks for issuer '${issuer}', ${fault.message}`, fix: fault.fix };
    }
  },
};
