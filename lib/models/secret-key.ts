import { dnsSubdomain } from '../private/names';

/** One key of a Secret that somebody else makes: secrets are only ever named here, never held. */
export class SecretKey {
  /**
   * Names a key of a Secret in the namespace of the construct that uses it.
   *
   * @param secret name of the Secret
   * @param key key in its `data`
   * @throws if one of the two cannot be a name: what looks like a token is refused
   */
  public static of(secret: string, key: string): SecretKey {
    if (/^(hf_|sk-)/.test(secret) || /^(hf_|sk-)[A-Za-z0-9]{16,}/.test(key)) {
      throw new Error(
        "'secret' looks like a token itself: put the token into a Secret and write SecretKey.of('NAME-OF-THE-SECRET', 'KEY')",
      );
    }
    if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key)) {
      throw new Error(`'key' (${key}) must be a key of a Secret (letters, digits and '-._'): write 'token'`);
    }
    return new SecretKey(dnsSubdomain('secret', secret), key);
  }

  private constructor(
    /** Name of the Secret. */
    public readonly secret: string,
    /** Key in its data. */
    public readonly key: string,
  ) {}
}
