import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

type Claims = Readonly<Record<string, unknown>>;

/** What is odd about a token. */
export interface Oddity {
  readonly claims?: Claims;
  readonly header?: Claims;
  /** Signs it in the issuer's place. */
  readonly signer?: Issuer;
}

/** An identity provider of the test's own. */
export class Issuer {
  private readonly privateKey: KeyObject;
  /** Its public key, as JSON Web Key Set. */
  public readonly jwks: string;

  public constructor(
    public readonly name: string,
    private readonly audience: string,
  ) {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.privateKey = privateKey;
    const key = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };
    this.jwks = JSON.stringify({ keys: [key] });
  }

  /** A token of somebody of a tenant, valid for an hour unless something is odd about it. */
  public token(tenant: string | readonly string[] | undefined, { claims, header, signer = this }: Oddity = {}): string {
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const said = { iss: this.name, aud: this.audience, sub: 'somebody', tenant, exp, ...claims };
    const signed = `${encoded({ alg: 'RS256', kid: 'k1', typ: 'JWT', ...header })}.${encoded(said)}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(signer.privateKey).toString('base64url')}`;
  }

  /** A token that nobody has signed. */
  public unsigned(tenant: string): string {
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const said = { iss: this.name, aud: this.audience, sub: 'somebody', tenant, exp };
    return `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(said)}.`;
  }
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
