import { createHash } from 'node:crypto';
import { type ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../cluster';
import { render } from '../../private/object';
import { fieldEnv } from '../../private/pod';
import { EXT_PROC_PORT_NAME, METRICS, Processor } from '../../private/processor';
import { warn } from '../../private/warnings';
import { Versions } from '../../versions';
import type { PoolTraffic } from '../model-pool-protocol';
import type { PickerConfig } from './picker-config';
import type { PickerQueue } from './picker-queue';

/** Port on which the gateway asks the picker (ext_proc). */
export const PICKER_PORT = 9002;
const HEALTH_PORT = 9003;

const POOL_GROUP = 'inference.networking.k8s.io';

/** Name of a pool's picker and of all its objects. */
export function pickerName(poolName: string): string {
  return `${poolName}-epp`;
}

/** What an endpoint picker picks for. */
export interface EndpointPickerProps {
  /** Name of the InferencePool, in the picker's own namespace. */
  readonly poolName: string;
  /** Namespace of pool and picker. */
  readonly namespace: string;
  /** How it runs and scores. */
  readonly config: PickerConfig;
  /** Time in which it may finish the answers that pass through it, in seconds. */
  readonly gracePeriodSeconds: number;
}

/**
 * The endpoint picker (EPP) of one pool: chooses the pod for each request by queue, KV cache and prefix.
 *
 * Several replicas pick side by side and roll one by one. The startup probe waits for the serving port itself: the
 * picker reports healthy up to 15 s before it listens.
 */
export class EndpointPicker extends Construct {
  /** Deployment `<pool>-epp`. */
  public readonly deployment: ApiObject;
  /** Service that the InferencePool names. */
  public readonly service: ApiObject;
  /** ConfigMap with the picker's configuration file. */
  public readonly configMap: ApiObject;
  /** Role: reads pods, pools, objectives and rewrites of its namespace. */
  public readonly role: ApiObject;
  /** RoleBinding of the Role. */
  public readonly roleBinding: ApiObject;
  /** ServiceAccount of the picker, unless its configuration names one. */
  public readonly serviceAccount?: ApiObject;
  /** PodDisruptionBudget of the picker. */
  public readonly podDisruptionBudget: ApiObject;
  /** Certificate of the picker, where cert-manager issues it. */
  public readonly certificate?: ApiObject;
  /** What makes the gateway talk TLS to the picker, where the implementation needs an object for that. */
  public readonly transport?: ApiObject;
  /** Labels that select the picker's pods. */
  public readonly podLabels: { [key: string]: string };

  private readonly config: PickerConfig;
  private readonly poolName: string;
  private queue: () => PickerQueue | undefined = () => undefined;

  constructor(scope: Construct, id: string, props: EndpointPickerProps) {
    super(scope, id);
    this.config = props.config;
    this.poolName = props.poolName;
    const name = pickerName(props.poolName);
    const { transport } = props.config;
    const server = { name, port: EXT_PROC_PORT_NAME, host: Cluster.of(this).serviceHost(name, props.namespace) };
    this.configMap = render(this, 'ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name,
      data: Lazy.any({ produce: () => ({ 'plugins.yaml': this.configuration }) }),
    });
    const processor = new Processor(this, 'Resource', {
      name,
      namespace: props.namespace,
      program: 'endpoint-picker',
      container: 'epp',
      component: Versions.ENDPOINT_PICKER,
      port: PICKER_PORT,
      healthPort: HEALTH_PORT,
      healthService: 'inference-extension',
      args: args(props),
      env: [fieldEnv('NAMESPACE', 'metadata.namespace'), fieldEnv('POD_NAME', 'metadata.name')],
      resources: {
        requests: { cpu: '100m', memory: '256Mi', 'ephemeral-storage': '64Mi' },
        // Peaks at 14 times the bytes of all bodies in flight.
        limits: { cpu: '4', memory: '4Gi', 'ephemeral-storage': '256Mi' },
      },
      mounts: [
        { name: 'config', mountPath: '/config', readOnly: true, source: { configMap: { name } } },
        ...transport._mounts(server),
      ],
      // The picker reads its file once: another file is another pod.
      podAnnotations: { [CHECKSUM]: checksum(this.configuration) },
      late: () => ({ annotations: { [CHECKSUM]: checksum(this.configuration) } }),
      replicas: props.config.replicas,
      gracePeriodSeconds: props.gracePeriodSeconds,
      rules: RULES,
      furtherPorts: [METRICS],
      pods: props.config.pods,
    });
    this.deployment = processor.workload.deployment;
    this.serviceAccount = processor.workload.serviceAccount;
    this.podDisruptionBudget = processor.workload.podDisruptionBudget;
    this.podLabels = processor.workload.selector;
    this.role = processor.role;
    this.roleBinding = processor.roleBinding;
    this.service = processor.service;
    this.certificate = transport._certificate(this, server);
    this.transport = transport._render(this, server);
  }

  /**
   * Has requests wait here where it matters who goes first, which is known only once all routes are.
   *
   * @internal
   */
  public _queueBy(queue: () => PickerQueue | undefined): void {
    this.queue = queue;
  }

  /**
   * Whether the picker can do what routes ask for.
   *
   * @throws if a configuration of one's own knows no priorities
   * @internal
   */
  public _checkQueue({ route, priority }: PoolTraffic): void {
    const queue = this.queue();
    const lacks = queue === undefined ? [] : this.config._lacks(queue);
    if (lacks.length === 0) return;
    const what = `own picker configuration of pool '${this.poolName}' lacks ${lacks.join(', ')}`;
    const remedy = 'write PickerConfig.of({}), or add that to it';
    if (priority !== undefined) {
      throw new Error(
        `'priority' (${priority.name}) of route '${route}' would do nothing, since the ${what}: ${remedy}`,
      );
    }
    warn(this, `the ${what}, so that one of its tenants can take all its room: ${remedy}`);
  }

  private get configuration(): string {
    return this.config._toYaml(this.queue());
  }
}

const CHECKSUM = 'checksum/config';

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const RULES = [
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: [POOL_GROUP], resources: ['inferencepools'], verbs: ['get', 'list', 'watch'] },
  {
    apiGroups: ['inference.networking.x-k8s.io'],
    resources: ['inferenceobjectives', 'inferencemodelrewrites'],
    verbs: ['get', 'list', 'watch'],
  },
];

function args({ poolName, namespace, config }: EndpointPickerProps): string[] {
  return [
    `--pool-name=${poolName}`,
    `--pool-namespace=${namespace}`,
    `--pool-group=${POOL_GROUP}`,
    '--config-file=/config/plugins.yaml',
    ...config.transport._args,
    '--zap-encoder=json',
    '--v=1',
    '--tracing=false',
    '--enable-pprof=false',
  ];
}
