import { Yaml } from 'cdk8s';
import { wholeNumber } from '../private/numbers';

/** How much each scorer of the endpoint picker weighs. Scores lie between 0 and 1; a weight of 0 leaves one out. */
export interface ScorerWeights {
  /**
   * Fewest waiting requests.
   * @default 2
   */
  readonly queue?: number;
  /**
   * Most free KV cache.
   * @default 2
   */
  readonly kvCacheUtilization?: number;
  /**
   * Longest part of the prompt in the cache already.
   * @default 3
   */
  readonly prefixCache?: number;
  /**
   * LoRA adapter loaded already.
   * @default 1
   */
  readonly loraAffinity?: number;
}

/** Options of the endpoint picker. */
export interface PickerConfigProps {
  /**
   * Pods of the picker. All of them pick at the same time, without leader election: a leader's crash would stop the pool
   * for 20 s, while the loss of one of two costs under 1 s.
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Whether the gateway talks TLS to the picker, which makes its own certificate at every start (it is not verified).
   * @default true
   */
  readonly secureServing?: boolean;
  /**
   * Weights of the scorers.
   * @default - upstream's, and 1 for LoRA affinity
   */
  readonly weights?: ScorerWeights;
}

/** How the endpoint picker of a pool runs and scores. */
export class PickerConfig {
  /**
   * Endpoint picker of the Gateway API Inference Extension.
   *
   * @throws if a number is not whole or out of its range
   */
  public static of(props: PickerConfigProps): PickerConfig {
    return new PickerConfig(props);
  }

  /** Pods of the picker. */
  public readonly replicas: number;
  /** Whether the gateway talks TLS to the picker. */
  public readonly secureServing: boolean;
  private readonly scorers: [string, number][];

  private constructor(props: PickerConfigProps) {
    this.replicas = wholeNumber('replicas', props.replicas ?? 2, 1, 10, 'write 2');
    this.secureServing = props.secureServing ?? true;
    const weights = props.weights ?? {};
    const weight = (property: keyof ScorerWeights, fallback: number) =>
      wholeNumber(`weights.${property}`, weights[property] ?? fallback, 0, 100, `write ${fallback}`);
    const all: [string, number][] = [
      ['queue-scorer', weight('queue', 2)],
      ['kv-cache-utilization-scorer', weight('kvCacheUtilization', 2)],
      ['prefix-cache-scorer', weight('prefixCache', 3)],
      ['lora-affinity-scorer', weight('loraAffinity', 1)],
    ];
    this.scorers = all.filter(([, value]) => value > 0);
  }

  /** The picker's configuration file. The picker decodes it strictly: an unknown field ends it. */
  public toYaml(): string {
    const picker = 'max-score-picker';
    return Yaml.stringify({
      apiVersion: 'inference.networking.x-k8s.io/v1alpha1',
      kind: 'EndpointPickerConfig',
      plugins: [...this.scorers.map(([type]) => ({ type })), { type: picker }],
      schedulingProfiles: [
        {
          name: 'default',
          plugins: [...this.scorers.map(([pluginRef, weight]) => ({ pluginRef, weight })), { pluginRef: picker }],
        },
      ],
    });
  }
}
