import { hostname } from '../private/names';
import { wholeNumber } from '../private/numbers';
import type { Certificate } from './certificate';

/** A listener without TLS. */
export interface HttpListenerOptions {
  /**
   * Hostnames that routes may use, such as `*.ai.example.com`.
   * @default - any
   */
  readonly hostname?: string;
  /**
   * TCP port.
   * @default 80
   */
  readonly port?: number;
}

/** A listener with TLS, which ends at the gateway. */
export interface HttpsListenerOptions {
  /** Certificate of every hostname of the listener. */
  readonly certificate: Certificate;
  /**
   * TCP port.
   * @default 443
   */
  readonly port?: number;
}

/**
 * Where clients reach a gateway: the hostnames that its routes may use. Every route gets a listener of its own within
 * it, so that no other namespace can take its requests.
 */
export class Listener {
  /** Plain HTTP. Beside an HTTPS listener nothing else is served in plain text, so it cannot be combined with one. */
  public static http(options: HttpListenerOptions = {}): Listener {
    return new Listener(checkedPort(options.port ?? 80), checkedHostname(options.hostname), undefined);
  }

  /**
   * HTTPS; plain HTTP on port 80 then only redirects to it.
   *
   * @param host such as `*.ai.example.com`
   * @throws if there is no certificate
   */
  public static https(host: string, options: HttpsListenerOptions): Listener {
    if (options?.certificate === undefined) {
      throw new Error(
        `'certificate' of listener '${host}' is missing: write Listener.https('${host}', { certificate: Certificate.fromSecret('ai-example-com-tls') })`,
      );
    }
    return new Listener(checkedPort(options.port ?? 443), checkedHostname(host), options.certificate);
  }

  private constructor(
    /** TCP port. */
    public readonly port: number,
    /** Hostnames that routes may use; with none, any. */
    public readonly hostname: string | undefined,
    /** Certificate; with none, plain HTTP. */
    public readonly certificate: Certificate | undefined,
  ) {}

  /** Whether a route's hostname lies within this listener. A wildcard covers one label or more, as in Gateway API. */
  public covers(host: string): boolean {
    if (this.hostname === undefined || this.hostname === host) return true;
    return this.hostname.startsWith('*.') && host.replace(/^\*\./, 'x.').endsWith(this.hostname.slice(1));
  }
}

function checkedHostname(value: string | undefined): string | undefined {
  return value === undefined ? undefined : hostname('hostname', value);
}

function checkedPort(port: number): number {
  return wholeNumber('port', port, 1, 65_535, 'write 80 or 443');
}
