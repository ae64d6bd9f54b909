import { isReserved } from '../gateway/reserved-headers';

const HEADER_NAME = /^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?$/;
const MAX_HEADER_NAME = 256;
const MAX_HEADER_VALUE = 4096;

/**
 * What a request is recognised by, beside its hostname and path.
 *
 * On one hostname a header wins over the name in the body: the proxies see it before the body is read.
 */
export class RequestMatch {
  /** The name in the body's `model`, which the body router reads: without the router no such request is answered. */
  public static readonly MODEL_NAME = new RequestMatch('model name');
  /**
   * Nothing more: every request for the paths. It passes without the body router, also while that is down; so give such
   * a route a hostname of its own. A pool's endpoint picker still wants `model` in the body.
   */
  public static readonly PATH = new RequestMatch('path');

  /**
   * A header that clients send, such as `x-model-class: large`. It passes without the body router, also while that is
   * down; `model` in the body must still be a name that the backend serves.
   *
   * @throws if the name is no header's or the gateway's own, or if the value cannot stand in a header
   */
  public static header(name: string, value: string): RequestMatch {
    if (!HEADER_NAME.test(name) || name.length > MAX_HEADER_NAME) {
      throw new Error(
        `'name' (${name}) of a header must be letters, digits and '-', at most ${MAX_HEADER_NAME}: write 'x-model-class'`,
      );
    }
    if (isReserved(name)) {
      throw new Error(
        `'name' (${name}) of a header is the gateway's own, or tells who asks: write another one, such as 'x-model-class'`,
      );
    }
    if (!/^[!-~]([ -~]*[!-~])?$/.test(value) || value.length > MAX_HEADER_VALUE) {
      throw new Error(
        `'value' (${value}) of header '${name}' must be 1 to ${MAX_HEADER_VALUE} printable ASCII characters without a space at its ends: write 'large'`,
      );
    }
    return new RequestMatch('header', name, value);
  }

  private constructor(
    /** `model name`, `header` or `path`. */
    public readonly kind: string,
    /** Name of the header, if it is one. */
    public readonly headerName?: string,
    /** Value of the header, if it is one. */
    public readonly headerValue?: string,
  ) {}

  /** Whether the body router must be up for such a request. */
  public get needsBodyRouter(): boolean {
    return this.kind === 'model name';
  }
}
