import { checkedCidrs, cidrFamily } from '../private/cidrs';
import { httpUrl, portOf } from '../private/urls';

/** An HTTP proxy that leads out of the cluster. */
export interface EgressProxyProps {
  /** URL of the proxy for HTTPS requests, such as `http://proxy.example.com:3128`. */
  readonly httpsProxy: string;
  /**
   * URL of the proxy for HTTP requests.
   * @default - that for HTTPS requests
   */
  readonly httpProxy?: string;
  /** Addresses of the proxy, such as `10.20.0.10/32`: network policies know no names. */
  readonly cidrs: string[];
  /**
   * Networks of the cluster's Services, which no proxy is asked for.
   * @default - Services are known by their names only
   */
  readonly serviceCidrs?: string[];
  /**
   * Further names and IPv4 networks that no proxy is asked for, such as `.corp.example.com`.
   * @default - none
   */
  readonly noProxy?: string[];
}

/** The HTTP proxy that pods of this library ask for servers outside the cluster; no policy lets them past it. */
export class EgressProxy {
  /**
   * Describes the proxy.
   *
   * @throws if a URL is none or holds a password, if a network is no CIDR, or if HTTP clients would stumble over `noProxy`
   */
  public static of(props: EgressProxyProps): EgressProxy {
    return new EgressProxy(props);
  }

  /** URL for HTTPS requests. */
  public readonly httpsProxy: string;
  /** URL for HTTP requests. */
  public readonly httpProxy: string;
  /** Addresses of the proxy. */
  public readonly cidrs: string[];
  /** Ports of the proxy. */
  public readonly ports: number[];
  private readonly bypassed: string[];

  private constructor(props: EgressProxyProps) {
    const { httpsProxy, httpProxy = httpsProxy, serviceCidrs = [], noProxy = [] } = props;
    const urls = [httpUrl('httpsProxy', httpsProxy), httpUrl('httpProxy', httpProxy)];
    this.httpsProxy = httpsProxy;
    this.httpProxy = httpProxy;
    this.ports = [...new Set(urls.map(portOf))];
    this.cidrs = checkedCidrs('cidrs', props.cidrs, 'the proxy', "leave 'egressProxy' out");
    if (serviceCidrs.length > 0) checkedCidrs('serviceCidrs', serviceCidrs, 'Services', 'leave it out');
    for (const entry of noProxy) checkEntry(entry);
    // An IPv6 network in NO_PROXY is an invalid URL to httpx, which then refuses every request.
    this.bypassed = [...serviceCidrs.filter((cidr) => cidrFamily(cidr) === 4), ...noProxy];
  }

  /**
   * The value of `NO_PROXY`: what stands in the pod or in the cluster, and what was given.
   *
   * @param clusterDomain DNS domain of Services
   */
  public noProxy(clusterDomain: string): string {
    return ['localhost', '127.0.0.1', '.svc', `.${clusterDomain}`, ...this.bypassed].join(',');
  }
}

function checkEntry(entry: string): void {
  const host = /^\.?[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/;
  if (cidrFamily(entry) !== 4 && !host.test(entry)) {
    throw new Error(
      `'noProxy' (${entry}) must be a hostname, a domain or an IPv4 network, since HTTP clients refuse every request over others: write '.corp.example.com' or '10.0.0.0/8'`,
    );
  }
}
