import type { DirectServer } from '../../network/outside';
import { checkedCidrs } from '../../private/cidrs';
import { httpUrl, portOf } from '../../private/urls';

/** Where a mirror of Hugging Face stands. */
export interface HuggingFaceEndpointOptions {
  /**
   * Networks in which the mirror is reached directly, without the cluster's egress proxy.
   * @default - a public server, reached as Hugging Face itself would be
   */
  readonly cidrs?: string[];
}

/** A server that answers like huggingface.co, such as a mirror of one's own. */
export class HuggingFaceEndpoint {
  /**
   * Names the server.
   *
   * @param url such as `https://hf.example.com`
   * @throws if the URL is none, if a network is no CIDR, or if a public server is asked on another port than 443
   */
  public static of(url: string, options: HuggingFaceEndpointOptions = {}): HuggingFaceEndpoint {
    const port = portOf(httpUrl('url', url));
    const { cidrs } = options;
    if (cidrs === undefined && port !== 443) {
      throw new Error(
        `'url' (${url}) leads to port ${port}, but only port 443 of public servers is open: write its addresses as well, such as { cidrs: ['10.0.0.4/32'] }`,
      );
    }
    if (cidrs !== undefined) checkedCidrs('cidrs', cidrs, 'the mirror', "leave 'cidrs' out for a public one");
    return new HuggingFaceEndpoint(url, port, cidrs);
  }

  private constructor(
    /** URL of the server. */
    public readonly url: string,
    /** Its TCP port. */
    public readonly port: number,
    /** Networks in which it is reached directly, if they are known. */
    public readonly cidrs?: string[],
  ) {}

  /**
   * Where pods ask it directly, if that is known.
   *
   * @internal
   */
  public get _direct(): DirectServer | undefined {
    return this.cidrs === undefined ? undefined : { cidrs: this.cidrs, port: this.port };
  }
}
