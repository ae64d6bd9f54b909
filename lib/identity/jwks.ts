const EXAMPLE = `'{"keys":[{"kty":"RSA","kid":"...","n":"...","e":"AQAB"}]}'`;

/** Public keys by which tokens are verified. */
export class Jwks {
  /**
   * In the manifest: nothing has to be fetched, so that no server and no restart of the control plane can lock everybody
   * out. A new key means a new manifest.
   *
   * @param json JSON Web Key Set (RFC 7517) with public keys only
   * @throws if it is none, holds no key, or a secret one: Envoy would then refuse every later change of its listeners
   */
  public static inline(json: string): Jwks {
    for (const [index, key] of keysOf(json).entries()) checkKey(index, key);
    return new Jwks(JSON.stringify(JSON.parse(json)), undefined);
  }

  /**
   * From a server, which the control plane asks every 20 minutes; the proxies never do. While it is down, keys that are
   * known stay; but a control plane that starts meanwhile knows none, and every token is refused until the server is back.
   *
   * @param uri `https://...`, or `http://` for a Service of the cluster
   * @throws if it is no such address
   */
  public static uri(uri: string): Jwks {
    if (!/^https:\/\/[^\s/]+\/\S*$/.test(uri) && !/^http:\/\/[a-z0-9.-]+\.svc(\.[a-z0-9.-]+)?(:\d+)?\/\S*$/.test(uri)) {
      throw new Error(
        `'uri' (${uri}) of the keys must begin with https://, or with http:// and the DNS name of a Service: write 'https://issuer.example.com/.well-known/jwks.json'`,
      );
    }
    return new Jwks(undefined, uri);
  }

  private constructor(
    /** The key set as JSON, if it stands in the manifest. */
    public readonly json: string | undefined,
    /** Where it is fetched, if it does not. */
    public readonly address: string | undefined,
  ) {}
}

function keysOf(json: string): unknown[] {
  let set: unknown;
  try {
    set = JSON.parse(json);
  } catch {
    throw new Error(`'json' of the keys is not JSON: write a key set such as ${EXAMPLE}`);
  }
  const keys = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new Error(`'json' of the keys has no key in 'keys': write a key set such as ${EXAMPLE}`);
  }
  return keys;
}

function checkKey(index: number, key: unknown): void {
  const { kty, d, k } = (typeof key === 'object' && key !== null ? key : {}) as Record<string, unknown>;
  if (d !== undefined || k !== undefined || kty === 'oct') {
    throw new Error(
      `'json' of the keys holds a secret in key ${index}: leave out 'd' and 'k', and publish public keys`,
    );
  }
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP') {
    throw new Error(`'kty' (${kty}) of key ${index} must be RSA, EC or OKP: write a key set such as ${EXAMPLE}`);
  }
}
