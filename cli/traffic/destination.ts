import { Agent, type ClientRequest, request as plain } from 'node:http';
import { Agent as SecureAgent, request as secure } from 'node:https';
import { isIP } from 'node:net';
import type { Exchange } from './exchange';

/** Where requests go. */
export interface DestinationOptions {
  /** What the client believes to talk to, such as `https://tenant-a.ai.example.com`: Host header, TLS name, certificate. */
  readonly origin: string;
  /**
   * What is really connected to: a URL, or a host with or without a port.
   *
   * @default - the origin's host and port
   */
  readonly address?: string;
  /**
   * The only authorities that are trusted, as PEM.
   *
   * @default - those of Node.js
   */
  readonly ca?: string;
  /** Sent with every request, such as a token. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A gateway as its clients see it. Connections are kept, as clients in production keep them. */
export class Destination {
  public readonly origin: string;
  private readonly url: URL;
  private readonly address: { readonly host: string; readonly port: string };
  private readonly agent: Agent;
  private readonly headers: Readonly<Record<string, string>>;

  /** @throws if origin or address is no http or https URL */
  public constructor(private readonly options: DestinationOptions) {
    const { origin, address, ca, headers = {} } = options;
    this.url = urlOf('origin', origin);
    this.origin = this.url.origin;
    const { protocol, hostname } = this.url;
    this.address = addressOf(this.url, address);
    this.headers = headers;
    const servername = isIP(bare(hostname)) === 0 ? hostname : '';
    this.agent = this.secured ? new SecureAgent({ keepAlive: true, servername, ca }) : new Agent({ keepAlive: true });
    if (protocol !== 'https:' && ca !== undefined) throw new Error(`'ca' is set, but ${origin} has no TLS`);
  }

  /** What is connected to, as HOST:PORT. */
  public get connected(): string {
    return `${this.address.host}:${this.address.port}`;
  }

  /** Whether headers are sent with every request. */
  public get identified(): boolean {
    return Object.keys(this.headers).length > 0;
  }

  /** The same with other headers in place of those that are sent with every request. */
  public as(headers: Readonly<Record<string, string>>): Destination {
    return new Destination({ ...this.options, headers });
  }

  /** Begins a request whose body its caller writes. */
  public request({ method, path, headers, body, chunked = false }: Exchange): ClientRequest {
    const length = chunked || body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    return (this.secured ? secure : plain)({
      host: bare(this.address.host),
      port: this.address.port,
      method,
      path,
      agent: this.agent,
      headers: { host: this.url.host, ...this.headers, ...headers, ...length },
    });
  }

  /** Closes all connections, those in use too. */
  public close(): void {
    this.agent.destroy();
  }

  private get secured(): boolean {
    return this.url.protocol === 'https:';
  }
}

function addressOf(origin: URL, address?: string) {
  const scheme = address === undefined || address.includes('://') ? '' : `${origin.protocol}//`;
  const url = address === undefined ? origin : urlOf('address', address, scheme);
  return { host: url.hostname, port: url.port || (url.protocol === 'https:' ? '443' : '80') };
}

function urlOf(property: string, text: string, scheme = ''): URL {
  const url = URL.canParse(scheme + text) ? new URL(scheme + text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '') return url;
  throw new Error(`'${property}' (${text}) must be an http or https URL: write https://ai.example.com`);
}

/** Without the brackets of an IPv6 address. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
