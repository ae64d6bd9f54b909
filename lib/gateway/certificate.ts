import { dnsSubdomain } from '../private/names';

/** Options of a certificate that cert-manager issues. */
export interface IssuerOptions {
  /**
   * `ClusterIssuer` or `Issuer` (in the namespace of the gateway or pool).
   * @default 'ClusterIssuer'
   */
  readonly kind?: string;
}

/**
 * Who issues a certificate.
 *
 * @internal
 */
export interface _Issuer {
  readonly kind: string;
  readonly name: string;
}

/** Where an HTTPS listener, or an endpoint picker, has its certificate from. */
export class Certificate {
  /**
   * A Secret of type `kubernetes.io/tls` in the namespace of the gateway or pool, which somebody else makes. It must
   * cover every hostname of its listener, or the DNS name of the picker's Service.
   */
  public static fromSecret(secret: string): Certificate {
    dnsSubdomain('certificate', secret);
    return new Certificate(() => secret);
  }

  /**
   * Issued by cert-manager for each hostname of a listener, into the Secret `<hostname>-tls`: cert-manager must run with
   * its Gateway API support on (https://cert-manager.io/docs/usage/gateway/). For an endpoint picker a Certificate of
   * cert-manager is rendered.
   *
   * @throws if the kind is neither ClusterIssuer nor Issuer
   */
  public static issuedBy(issuer: string, options: IssuerOptions = {}): Certificate {
    dnsSubdomain('issuer', issuer);
    const { kind = 'ClusterIssuer' } = options;
    if (kind !== 'ClusterIssuer' && kind !== 'Issuer') {
      throw new Error(`'kind' (${kind}) of issuer '${issuer}' must be ClusterIssuer or Issuer: write 'ClusterIssuer'`);
    }
    const annotation = kind === 'Issuer' ? 'cert-manager.io/issuer' : 'cert-manager.io/cluster-issuer';
    const secretOf = (hostname: string) => `${hostname.replace('*', 'wildcard')}-tls`;
    return new Certificate(secretOf, { [annotation]: issuer }, { kind, name: issuer });
  }

  private constructor(
    private readonly secretOf: (hostname: string) => string,
    /** Annotations of the Gateway that make somebody issue it. */
    public readonly annotations: { [key: string]: string } = {},
    /** @internal */
    public readonly _issuer?: _Issuer,
  ) {}

  /** The Secret that holds the certificate of a hostname. */
  public secretName(hostname: string): string {
    return this.secretOf(hostname);
  }
}
