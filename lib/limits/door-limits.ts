import { Duration, Size } from 'cdk8s';
import { wholeNumber } from '../private/numbers';
import type { Door } from '../providers/provider-renderer';

/** What one proxy takes, whoever sends it. */
export interface DoorLimitsProps {
  /**
   * Requests in one second, of all callers together: more are refused with 429 before anybody is asked who sends them.
   * @default 1000
   */
  readonly requestsPerSecond?: number;
  /**
   * Bytes of bodies in one second, of all callers together: more are refused with 429 before the body router holds them.
   * At least `maxBodySize` of the gateway.
   * @default - twice the `maxBodySize` of the gateway
   */
  readonly bodySizePerSecond?: Size;
  /**
   * Headers of one request: more are refused with 431.
   * @default 100
   */
  readonly maxHeaders?: number;
  /**
   * Size of all headers of one request: larger ones are refused with 431.
   * @default Size.kibibytes(60)
   */
  readonly maxHeaderSize?: Size;
  /**
   * Time in which all headers of a request must have come.
   * @default Duration.seconds(10)
   */
  readonly headersTimeout?: Duration;
  /**
   * Time in which a request must have come whole, its body included: 408 afterwards. Its answer may take longer.
   * @default Duration.minutes(1)
   */
  readonly requestTimeout?: Duration;
}

/** Envoy counts in 32 bits. */
const MOST = 2 ** 32 - 1;

/** Bounds on what a gateway takes from anybody, per proxy. The size of bodies is `maxBodySize` of the gateway. */
export class DoorLimits {
  /** What is not given has its default. */
  public static of(props: DoorLimitsProps): DoorLimits {
    return new DoorLimits(props);
  }

  private constructor(private readonly props: DoorLimitsProps) {}

  /**
   * All of them, for a gateway that takes bodies of some size.
   *
   * @internal
   */
  public _door(maxBodyBytes: number): Door {
    const {
      requestsPerSecond = 1000,
      maxHeaders = 100,
      maxHeaderSize = Size.kibibytes(60),
      headersTimeout = Duration.seconds(10),
      requestTimeout = Duration.minutes(1),
    } = this.props;
    const bodyBytesPerSecond = this.props.bodySizePerSecond?.toKibibytes() ?? (2 * maxBodyBytes) / 1024;
    if (bodyBytesPerSecond * 1024 < maxBodyBytes) {
      throw new Error(
        `'bodySizePerSecond' (${bodyBytesPerSecond} KiB) is less than 'maxBodySize' (${maxBodyBytes / 1024} KiB), so that the largest bodies would never pass: raise it, or lower 'maxBodySize'`,
      );
    }
    return {
      requestsPerSecond: wholeNumber('requestsPerSecond', requestsPerSecond, 1, 1_000_000, 'write 1000'),
      bodyBytesPerSecond: Math.min(MOST, Math.round(bodyBytesPerSecond * 1024)),
      maxHeaders: wholeNumber('maxHeaders', maxHeaders, 20, 10_000, 'write 100'),
      maxHeaderKibibytes: wholeNumber(
        'maxHeaderSize',
        maxHeaderSize.toKibibytes(),
        4,
        8192,
        'write Size.kibibytes(60)',
      ),
      headersSeconds: wholeNumber('headersTimeout', headersTimeout.toSeconds(), 1, 600, 'write Duration.seconds(10)'),
      requestSeconds: wholeNumber('requestTimeout', requestTimeout.toSeconds(), 1, 3600, 'write Duration.minutes(1)'),
    };
  }
}
