import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { declareExisting } from '../checks/tree';
import type { ParallelLimit } from '../limits/parallel-limit';
import { wholeSeconds } from '../private/durations';
import { podLabels } from '../private/labels';
import { dnsLabel, dnsSubdomain } from '../private/names';
import { wholeNumber } from '../private/numbers';
import { type _Requirement, Requirements } from '../requirements';
import { inferenceObjectiveManifest } from '../tenants/inference-objective';
import { ExistingBackend } from './existing-backend';
import { ModelTask, modelName } from './model';
import type { IModelPool, PoolTraffic, ProxyPods } from './model-pool-protocol';
import { PICKER_PORT, pickerName } from './picker/endpoint-picker';
import { PoolDoors } from './pool-doors';
import { PoolTraffics } from './pool-traffics';
import type { Replicas } from './replicas';
import { tenantPool } from './tenant-pool';

/** A pool that somebody else owns. */
export interface ExistingPoolProps {
  /** Name of the InferencePool. */
  readonly name: string;
  /** Namespace of the pool. */
  readonly namespace: string;
  /** Name that clients put into `model`. */
  readonly modelName: string;
  /**
   * Whether NetworkPolicies isolate its pods, as those of this library do. Only then its owner is asked for further ones:
   * the first policy of a pod closes all that it does not allow.
   */
  readonly isolated: boolean;
  /**
   * Names of its LoRA adapters.
   * @default - none
   */
  readonly adapterNames?: string[];
  /**
   * What the model is asked for.
   * @default ModelTask.GENERATE
   */
  readonly task?: ModelTask;
  /**
   * Longest time that one answer may take, which no route may exceed.
   * @default Duration.minutes(10)
   */
  readonly longestGeneration?: Duration;
  /**
   * Port of the model servers.
   * @default 8000
   */
  readonly port?: number;
  /**
   * Labels of the model servers' pods: the selector of the InferencePool.
   * @default - those of a ModelPool of this name
   */
  readonly podLabels?: { [key: string]: string };
  /**
   * Port of the endpoint picker.
   * @default 9002
   */
  readonly pickerPort?: number;
  /**
   * Name of the endpoint picker's Service.
   * @default '<name>-epp'
   */
  readonly pickerService?: string;
  /**
   * Labels of the endpoint picker's pods.
   * @default - those of a ModelPool of this name
   */
  readonly pickerPodLabels?: { [key: string]: string };
}

/** A pool that somebody else owns, and what its owner must add. */
export class ExistingPool extends Construct implements IModelPool {
  public readonly poolName: string;
  public readonly namespace: string;
  public readonly modelName: string;
  public readonly adapterNames: string[];
  public readonly task: ModelTask;
  public readonly replicas?: Replicas;
  public readonly longestGeneration: Duration;
  public readonly targetPort: number;
  public readonly podLabels: { [key: string]: string };
  public readonly pickerPort: number;
  public readonly pickerPodLabels: { [key: string]: string };
  private readonly backend: ExistingBackend;
  private readonly pickerService: string;
  private readonly doors: PoolDoors;
  private readonly traffics: PoolTraffics;

  constructor(scope: Construct, id: string, props: ExistingPoolProps) {
    super(scope, id);
    this.poolName = dnsSubdomain('name', props.name);
    this.namespace = dnsLabel('namespace', props.namespace);
    this.modelName = modelName('modelName', props.modelName);
    this.adapterNames = (props.adapterNames ?? []).map((name) => modelName('adapterNames', name));
    this.task = props.task ?? ModelTask.GENERATE;
    this.longestGeneration = props.longestGeneration ?? Duration.minutes(10);
    wholeSeconds('longestGeneration', this.longestGeneration, 'Duration.minutes(10)');
    this.targetPort = wholeNumber('port', props.port ?? 8000, 1, 65_535, 'write 8000');
    this.pickerPort = wholeNumber('pickerPort', props.pickerPort ?? PICKER_PORT, 1, 65_535, `write ${PICKER_PORT}`);
    this.podLabels = props.podLabels ?? podLabels('model-server', props.name);
    this.pickerService =
      props.pickerService === undefined ? pickerName(this.poolName) : dnsLabel('pickerService', props.pickerService);
    this.pickerPodLabels = props.pickerPodLabels ?? podLabels('endpoint-picker', pickerName(props.name));
    this.backend = new ExistingBackend(this, {
      kind: 'InferencePool',
      name: this.poolName,
      namespace: this.namespace,
      words: `pool '${this.poolName}'`,
      isolated: props.isolated,
      pods: [
        {
          name: this.poolName,
          labels: this.podLabels,
          port: this.targetPort,
          words: `the model servers of pool '${this.poolName}'`,
        },
        {
          name: pickerName(this.poolName),
          labels: this.pickerPodLabels,
          port: this.pickerPort,
          words: `the endpoint picker of pool '${this.poolName}'`,
        },
      ],
      grants: (routeNamespace) => this.doors.namesFor(routeNamespace).map((poolName) => ({ poolName, routeNamespace })),
    });
    this.doors = new PoolDoors(this.poolName);
    this.traffics = new PoolTraffics(this.poolName);
    Requirements._add(this, () => this.doors.limits.flatMap((limit) => this.tenantPool(limit)));
    Requirements._add(this, () =>
      this.traffics.priorities.map((priority) => ({
        namespace: this.namespace,
        why: `the picker of pool '${this.poolName}' knows the priority '${priority.name}', if it has flow control`,
        object: inferenceObjectiveManifest({ poolName: this.poolName, priority }),
      })),
    );
  }

  public admitProxies(proxies: ProxyPods): void {
    this.backend.admitProxies(proxies);
  }

  public admitTraffic(traffic: PoolTraffic): void {
    const { name, limit } = this.doors.add(traffic);
    this.traffics.add(traffic);
    this.backend.admitRoutes(traffic.namespace);
    if (limit !== undefined) {
      declareExisting(this, { kind: 'InferencePool', namespace: this.namespace, name, doorTo: this.poolName });
    }
  }

  private tenantPool(limit: ParallelLimit): _Requirement[] {
    const { poolName, namespace, podLabels, targetPort, pickerService, pickerPort } = this;
    const props = { poolName, namespace, podLabels, targetPort, pickerService, pickerPort, limit };
    const { inferencePool, parallelLimit } = tenantPool(this, props);
    const { tenant, maxParallel } = limit;
    return [
      {
        namespace,
        why: `tenant '${tenant}' reaches pool '${poolName}' by an InferencePool of its own`,
        object: inferencePool,
      },
      {
        namespace,
        why: `a proxy passes at most ${maxParallel} requests of tenant '${tenant}' to it at a time`,
        object: parallelLimit,
      },
    ];
  }
}
