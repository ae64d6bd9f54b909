import { dnsSubdomain } from '../private/names';

/** Options of a certificate that cert-manager issues. */
export interface IssuerOptions {
  /**
   * `ClusterIssuer` or `Issuer` (in the gateway's namespace).
   * @default 'ClusterIssuer'
   */
  readonly kind?: string;
}

/** Where an HTTPS listener has its certificate from. */
export class Certificate {
  /**
   * A Secret of type `kubernetes.io/tls` in the gateway's namespace, which somebody else makes. It must cover every
   * hostname of its listener.
   */
  public static fromSecret(secret: string): Certificate {
    dnsSubdomain('certificate', secret);
    return new Certificate(() => secret);
  }

  /**
   * Issued by cert-manager for each hostname, into the Secret `<hostname>-tls`. cert-manager must run with its Gateway API
   * support on: https://cert-manager.io/docs/usage/gateway/
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
    return new Certificate((hostname) => `${hostname.replace('*', 'wildcard')}-tls`, { [annotation]: issuer });
  }

  private constructor(
    private readonly secretOf: (hostname: string) => string,
    /** Annotations of the Gateway that make somebody issue it. */
    public readonly annotations: { [key: string]: string } = {},
  ) {}

  /** The Secret that holds the certificate of a hostname. */
  public secretName(hostname: string): string {
    return this.secretOf(hostname);
  }
}
