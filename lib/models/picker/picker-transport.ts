import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { Cluster } from '../../cluster';
import type { Certificate } from '../../gateway/certificate';
import { dnsSubdomain } from '../../private/names';
import type { Mount } from '../../private/pod';
import { issuedCertificate } from './issued-certificate';

/** A certificate that the gateway checks. */
export interface VerifiedTransportProps {
  /**
   * Certificate of the picker, for `<pool>-epp.<namespace>.svc.<cluster domain>`, in the pool's namespace. cert-manager
   * issues it into the Secret `<pool>-epp-tls`.
   */
  readonly certificate: Certificate;
  /**
   * ConfigMap in the pool's namespace whose key `ca.crt` holds the authority that vouches for the certificate, such as
   * trust-manager writes it.
   */
  readonly caConfigMap: string;
}

/** Whom a picker serves under which name. */
interface PickerServer {
  /** Name of its Service. */
  readonly name: string;
  /** Name of the Service's port on which the gateway asks. */
  readonly port: string;
  /** DNS name of the Service. */
  readonly host: string;
}

const FOLDER = '/tls';

/** How the gateway reaches an endpoint picker. Prompts pass through it. */
export class PickerTransport {
  /**
   * Encrypted, but not verified: the picker makes its own certificate at every start, and the gateway takes any. Who can
   * answer at the picker's address can read the prompts.
   */
  public static selfSigned(): PickerTransport {
    return new PickerTransport('self-signed');
  }

  /** Not encrypted: for networks that encrypt by themselves. */
  public static plaintext(): PickerTransport {
    return new PickerTransport('plaintext');
  }

  /**
   * Encrypted and verified: the gateway takes no other certificate than one for the picker's own name, of an authority
   * that is named. A renewed certificate is served without a restart.
   *
   * @throws if the certificate or the ConfigMap of its authority is missing
   */
  public static verified(props: VerifiedTransportProps): PickerTransport {
    if (props.certificate === undefined) {
      throw new Error(
        "'certificate' of the picker is missing: write Certificate.issuedBy('internal-ca') or Certificate.fromSecret('picker-tls')",
      );
    }
    if (props.caConfigMap === undefined) {
      throw new Error(
        "'caConfigMap' is missing, without which any authority would do: write the ConfigMap with 'ca.crt' in the pool's namespace, such as 'internal-ca'",
      );
    }
    return new PickerTransport('verified', props.certificate, dnsSubdomain('caConfigMap', props.caConfigMap));
  }

  private constructor(
    /** Name of the kind. */
    public readonly name: string,
    /** Certificate of the picker, if the gateway checks it. */
    public readonly certificate?: Certificate,
    /** ConfigMap with the authority, if the gateway checks the certificate. */
    public readonly caConfigMap?: string,
  ) {}

  /**
   * Arguments of the picker.
   *
   * @internal
   */
  public get _args(): string[] {
    const secure = `--secure-serving=${this.name !== 'plaintext'}`;
    return this.certificate === undefined ? [secure] : [secure, `--cert-path=${FOLDER}`, '--enable-cert-reload=true'];
  }

  /** @internal */
  public _mounts(server: PickerServer): Mount[] {
    if (this.certificate === undefined) return [];
    const secretName = this.secretName(this.certificate, server);
    return [{ name: 'tls', mountPath: FOLDER, readOnly: true, source: { secret: { secretName, defaultMode: 0o440 } } }];
  }

  /**
   * The certificate, where it is issued for the picker.
   *
   * @internal
   */
  public _certificate(scope: Construct, server: PickerServer): ApiObject | undefined {
    const { certificate } = this;
    if (certificate?._issuer === undefined) return undefined;
    const { name, host } = server;
    const secretName = this.secretName(certificate, server);
    return issuedCertificate(scope, { name, host, secretName, issuer: certificate._issuer });
  }

  /**
   * What makes the proxies speak TLS, where they need an object for that.
   *
   * @internal
   */
  public _render(scope: Construct, { name, port, host }: PickerServer): ApiObject | undefined {
    if (this.name === 'plaintext') return undefined;
    const { _renderer } = Cluster.of(scope).provider;
    return this.caConfigMap === undefined
      ? _renderer.selfSignedTls(scope, 'Transport', name, host)
      : _renderer.verifiedTls(scope, 'Transport', { service: name, port, host, caConfigMap: this.caConfigMap });
  }

  private secretName(certificate: Certificate, { name, host }: PickerServer): string {
    return certificate._issuer === undefined ? certificate.secretName(host) : `${name}-tls`;
  }
}
