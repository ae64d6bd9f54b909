import { Duration } from 'cdk8s';
import { wholeSeconds } from '../private/durations';
import { wholeNumber } from '../private/numbers';

const EXAMPLE = 'Duration.seconds(120)';

/** Limits of one kind of traffic. */
export interface TrafficClassProps {
  /** Longest time from the request to the end of its answer, streams included. */
  readonly request: Duration;
  /**
   * Longest time that one attempt at a model server may take: no longer than `request`.
   * @default - 5 seconds less than `request`
   */
  readonly backendRequest?: Duration;
  /**
   * Further attempts after one that failed before its answer began: 0 to 3. Only where an answer is the same each time
   * and does not stream: embeddings, and Services with such paths.
   * @default 0
   */
  readonly retries?: number;
}

/**
 * Kinds of traffic, which never share their timeouts by accident. None of the named ones asks for retries: a retried
 * stream would be paid for twice. Istio's own default stays: twice more where no connection came about
 * (`meshConfig.defaultHttpRetryPolicy` of its chart turns that off).
 */
export class TrafficClass {
  /** People who wait for a whole answer: 120 s, 115 s at the model server. */
  public static readonly INTERACTIVE = TrafficClass.of('interactive', { request: Duration.seconds(120) });
  /** Answers token by token: 600 s, 595 s at the model server. */
  public static readonly STREAMING = TrafficClass.of('streaming', { request: Duration.seconds(600) });
  /** Programs that call tools and retry by themselves: 60 s, 55 s at the model server. */
  public static readonly AGENT = TrafficClass.of('agent', { request: Duration.seconds(60) });
  /** Work that nobody waits for: 1,800 s, 1,795 s at the model server. The pool's `longestGeneration` must allow it. */
  public static readonly BATCH = TrafficClass.of('batch', { request: Duration.seconds(1800) });

  /**
   * Another kind of traffic.
   *
   * @throws if `backendRequest` is longer than `request`, or if a number is out of its range
   */
  public static of(name: string, props: TrafficClassProps): TrafficClass {
    const request = wholeSeconds('request', props.request, EXAMPLE);
    const backendRequest =
      props.backendRequest === undefined
        ? Math.max(1, request - 5)
        : wholeSeconds('backendRequest', props.backendRequest, EXAMPLE);
    if (backendRequest > request) {
      throw new Error(
        `'backendRequest' (${backendRequest}s) must not be longer than 'request' (${request}s): write Duration.seconds(${Math.max(1, request - 5)})`,
      );
    }
    const retries = wholeNumber('retries', props.retries ?? 0, 0, 3, 'write 1 or 2, or leave it out');
    return new TrafficClass(name, Duration.seconds(request), Duration.seconds(backendRequest), retries);
  }

  private constructor(
    /** Name of the kind. */
    public readonly name: string,
    /** Longest time from the request to the end of its answer. */
    public readonly request: Duration,
    /** Longest time of one attempt at a model server. */
    public readonly backendRequest: Duration,
    /** Further attempts after one that failed before its answer began. */
    public readonly retries: number,
  ) {}
}
