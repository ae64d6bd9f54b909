/**
 * A component of the stack, with the versions in which it is known to work.
 */
export interface Component {
  /** The oldest version that what we render works with. */
  readonly oldest: string;
  /** The version that is rendered, or that the README installs. */
  readonly lock: string;
  /** The version that answered real requests on a real cluster. */
  readonly run: string;
  /** The newest version that existed when this lock was written. */
  readonly newest: string;
  /**
   * Image repository without tag.
   * @default - the component brings no image that we render
   */
  readonly image?: string;
  /**
   * Go module that the CRDs come from, `MODULE@VERSION`.
   * @default - the component brings no CRDs that we vendor
   */
  readonly module?: string;
}

/**
 * The version lock: every version and image name of this library stands here and nowhere else.
 *
 * The set was run together (Istio as a build of its 1.31 branch); change one line only with a new run.
 */
export class Versions {
  /** Kubernetes: validated against, and the version that Pod Security labels name. */
  public static readonly KUBERNETES: Component = {
    oldest: '1.30',
    lock: '1.35',
    run: '1.35.4',
    newest: '1.36',
  };

  /** Gateway API CRDs, standard channel. The lock is a floor: newer ones on a cluster are fine, never downgrade. */
  public static readonly GATEWAY_API: Component = {
    oldest: 'v1.5.1',
    lock: 'v1.5.1',
    run: 'v1.5.1',
    newest: 'v1.7.0',
    module: 'sigs.k8s.io/gateway-api@v1.5.1',
  };

  /** Gateway API Inference Extension: InferencePool, InferenceObjective, InferenceModelRewrite CRDs. */
  public static readonly INFERENCE_EXTENSION: Component = {
    oldest: 'v1.5.0',
    lock: 'v1.5.0',
    run: 'v1.5.0',
    newest: 'v1.6.2',
    module: 'sigs.k8s.io/gateway-api-inference-extension@v1.5.0',
  };

  /** Istio, installed with `ENABLE_GATEWAY_API_INFERENCE_EXTENSION=true`. */
  public static readonly ISTIO: Component = {
    oldest: '1.30.1',
    lock: '1.31.1',
    run: '1.31-eed52ebb66ad',
    newest: '1.31.1',
    module: 'istio.io/api@v1.31.1',
  };

  /**
   * The oldest Istio in which one rule may hold several InferencePools. Read, not run: the change came into the branch of
   * 1.31 after the tag of 1.31.1 (https://github.com/istio/istio/pull/61842).
   */
  public static readonly ISTIO_WITH_SEVERAL_POOLS_IN_ONE_RULE: string = '1.31.2';

  /** Endpoint picker (EPP) of the Gateway API Inference Extension. */
  public static readonly ENDPOINT_PICKER: Component = {
    oldest: 'v1.5.0',
    lock: 'v1.5.0',
    run: 'v1.5.0',
    newest: 'v1.5.0',
    image: 'registry.k8s.io/gateway-api-inference-extension/epp',
  };

  /** Body-based router (BBR) of the Gateway API Inference Extension. */
  public static readonly BODY_ROUTER: Component = {
    oldest: 'v1.5.0',
    lock: 'v1.5.0',
    run: 'v1.5.0',
    newest: 'v1.5.0',
    image: 'registry.k8s.io/gateway-api-inference-extension/bbr',
  };

  /** vLLM, the OpenAI-compatible server image. From v0.20 on CUDA 13: the nodes need driver R580 or newer. */
  public static readonly VLLM: Component = {
    oldest: 'v0.18.0',
    lock: 'v0.32.0',
    run: 'v0.32.0',
    newest: 'v0.33.0',
    image: 'docker.io/vllm/vllm-openai',
  };

  /** llm-d inference simulator: answers like vLLM, needs no GPU. */
  public static readonly SIMULATOR: Component = {
    oldest: 'v0.10.2',
    lock: 'v0.10.2',
    run: 'v0.10.2',
    newest: 'v0.10.2',
    image: 'ghcr.io/llm-d/llm-d-inference-sim',
  };

  /**
   * envoyproxy/ratelimit, which counts requests for all proxies. It has no releases: images are named by their commits.
   */
  public static readonly RATE_LIMITER: Component = {
    oldest: '3fb70258',
    lock: '3fb70258',
    run: '3fb70258',
    newest: '3fb70258',
    image: 'docker.io/envoyproxy/ratelimit',
  };

  /** Valkey, in which the rate limiter counts. */
  public static readonly COUNTER_STORE: Component = {
    oldest: '8.1.1',
    lock: '8.1.9',
    run: '8.1.1',
    newest: '9.1.2',
    image: 'docker.io/valkey/valkey',
  };

  private constructor() {}
}
