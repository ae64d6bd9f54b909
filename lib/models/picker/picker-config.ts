import { Yaml } from 'cdk8s';
import type { PodSettings } from '../../pods/pod-settings';
import type { Json } from '../../private/merge';
import { wholeNumber } from '../../private/numbers';
import { parseYaml } from '../../private/yaml';
import { checkPickerFile } from './picker-file';
import { lacksQueue, type PickerQueue, withQueue } from './picker-queue';
import { PICKER_API_VERSION, PICKER_KIND } from './picker-schema';
import { PickerTransport } from './picker-transport';
import { usageReporters } from './usage-reporters';

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

/** How an endpoint picker runs. */
export interface PickerOptions {
  /**
   * Pods of the picker. All of them pick at the same time, without leader election: a leader's crash would stop the pool
   * for 20 s, while the loss of one of two costs under 1 s.
   * @default 2
   */
  readonly replicas?: number;
  /**
   * How the gateway reaches the picker.
   * @default PickerTransport.selfSigned()
   */
  readonly transport?: PickerTransport;
  /**
   * What the picker's pods have besides: variables, containers, labels, priority and the like.
   * @default - nothing
   */
  readonly pods?: PodSettings;
}

/** Options of the endpoint picker. */
export interface PickerConfigProps extends PickerOptions {
  /**
   * Weights of the scorers.
   * @default - upstream's, and 1 for LoRA affinity
   */
  readonly weights?: ScorerWeights;
}

/** One plugin of the endpoint picker. */
export interface PickerPlugin {
  /** Type, such as `queue-scorer`. */
  readonly type: string;
  /**
   * Name that others refer to.
   * @default - the type
   */
  readonly name?: string;
  /**
   * Parameters of the plugin, which it checks itself.
   * @default - its own
   */
  readonly parameters?: { [name: string]: unknown };
}

/** A plugin of the scheduling profile. */
export interface PickerPluginRef {
  /** Name of a declared plugin: a filter, a scorer or a picker. */
  readonly pluginRef: string;
  /**
   * How much a scorer weighs.
   * @default 1
   */
  readonly weight?: number;
}

/** An endpoint picker's configuration of one's own. */
export interface CustomPickerProps extends PickerOptions {
  /** Plugins. */
  readonly plugins: PickerPlugin[];
  /** Plugins of the scheduling profile, in the order in which they filter. */
  readonly profile: PickerPluginRef[];
  /**
   * Feature gates.
   * @default - none
   */
  readonly featureGates?: string[];
  /**
   * Further sections of the file: `saturationDetector`, `dataLayer`, `flowControl` and `parser`, as the picker reads them.
   * @default - the picker's own
   */
  readonly sections?: { [section: string]: unknown };
}

const PICKER = 'max-score-picker';

/** How the endpoint picker of a pool runs and scores. */
export class PickerConfig {
  /**
   * Endpoint picker of the Gateway API Inference Extension.
   *
   * @throws if a number is not whole or out of its range
   */
  public static of(props: PickerConfigProps): PickerConfig {
    return new PickerConfig(props, standard(props.weights ?? {}), false);
  }

  /**
   * The same picker with plugins of one's own choice.
   *
   * @throws if the picker would end with this configuration, or ignore a part of it: an unknown field, plugin type, gate
   * or reference
   */
  public static custom(props: CustomPickerProps): PickerConfig {
    const { plugins, profile, featureGates, sections = {} } = props;
    const reserved = Object.keys(sections).find((name) =>
      ['plugins', 'schedulingProfiles', 'featureGates'].includes(name),
    );
    if (reserved !== undefined) {
      throw new Error(`'sections' has '${reserved}': write 'plugins', 'profile' and 'featureGates' beside it`);
    }
    const file = {
      ...sections,
      ...(featureGates === undefined ? {} : { featureGates }),
      plugins,
      schedulingProfiles: [{ name: 'default', plugins: profile }],
    };
    return new PickerConfig(props, checkPickerFile({ apiVersion: PICKER_API_VERSION, kind: PICKER_KIND, ...file }));
  }

  /**
   * The same picker with a configuration file that stands elsewhere.
   *
   * @param yaml an `EndpointPickerConfig`
   * @throws if it is no YAML, or if the picker would end with it or ignore a part of it
   */
  public static fromYaml(yaml: string, options: PickerOptions = {}): PickerConfig {
    return new PickerConfig(options, checkPickerFile(parseYaml('yaml', yaml)));
  }

  /** Pods of the picker. */
  public readonly replicas: number;
  /** How the gateway reaches the picker. */
  public readonly transport: PickerTransport;
  /** What the picker's pods have besides. */
  public readonly pods?: PodSettings;
  private readonly texts = new Map<string, string>();

  private constructor(
    options: PickerOptions,
    private readonly file: Json,
    private readonly own = true,
  ) {
    this.replicas = wholeNumber('replicas', options.replicas ?? 2, 1, 10, 'write 2');
    this.transport = options.transport ?? PickerTransport.selfSigned();
    this.pods = options.pods;
  }

  /**
   * The picker's configuration file, without what the tenants and priorities of its routes add. The picker decodes it
   * strictly: an unknown field ends it.
   */
  public toYaml(): string {
    return this.written(this.file);
  }

  /**
   * The file with which requests wait at the picker: a file of one's own stays as it is.
   *
   * @internal
   */
  public _toYaml(queue: PickerQueue | undefined): string {
    return queue === undefined || this.own ? this.toYaml() : this.written(withQueue(this.file, queue));
  }

  /**
   * What a file of one's own lacks for that.
   *
   * @internal
   */
  public _lacks(queue: PickerQueue): string[] {
    return this.own ? lacksQueue(this.file, queue) : [];
  }

  /** Pools that share a configuration mostly have the same file, and ask for it more than once: YAML is slow to write. */
  private written(file: Json): string {
    const key = JSON.stringify(file);
    const text = this.texts.get(key) ?? Yaml.stringify(file);
    this.texts.set(key, text);
    return text;
  }
}

function standard(weights: ScorerWeights): Json {
  const weight = (property: keyof ScorerWeights, fallback: number) =>
    wholeNumber(`weights.${property}`, weights[property] ?? fallback, 0, 100, `write ${fallback}`);
  const all: [string, number][] = [
    ['queue-scorer', weight('queue', 2)],
    ['kv-cache-utilization-scorer', weight('kvCacheUtilization', 2)],
    ['prefix-cache-scorer', weight('prefixCache', 3)],
    ['lora-affinity-scorer', weight('loraAffinity', 1)],
  ];
  const scorers = all.filter(([, value]) => value > 0);
  return {
    apiVersion: PICKER_API_VERSION,
    kind: PICKER_KIND,
    plugins: [...scorers.map(([type]) => ({ type })), { type: PICKER }, ...usageReporters()],
    schedulingProfiles: [
      {
        name: 'default',
        plugins: [...scorers.map(([pluginRef, value]) => ({ pluginRef, weight: value })), { pluginRef: PICKER }],
      },
    ],
  };
}
