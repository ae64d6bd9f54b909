import { type ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { changed } from '../checks/synthesis';
import { Cluster } from '../cluster';
import type { ParallelLimit } from '../limits/parallel-limit';
import { Namespaces } from '../namespaces';
import { ModelWalls } from '../network/model-walls';
import type { Egress } from '../network/network-policy';
import type { PodSettings } from '../pods/pod-settings';
import { wholeSeconds } from '../private/durations';
import { dnsLabel } from '../private/names';
import { wholeNumber } from '../private/numbers';
import { namespaceOf, render } from '../private/object';
import { Workload } from '../private/workload';
import { inferenceObjective } from '../tenants/inference-objective';
import { referenceGrant } from '../tenants/reference-grant';
import { AdapterLimits } from './adapters/adapter-limits';
import { AdapterSet } from './adapters/adapter-set';
import type { AdapterOptions, AdapterSource } from './adapters/adapter-source';
import { drain, startupBudget } from './drain';
import { Engine } from './engine';
import { ExistingPool, type ExistingPoolProps } from './existing-pool';
import { GpuNode, podAffinity, podTolerations } from './hardware/gpu-node';
import { takeRoom } from './hardware/gpu-room';
import { inferencePoolManifest } from './inference-pool';
import { type Model, type ModelTask, modelName } from './model';
import type { IModelPool, PoolTraffic, ProxyPods } from './model-pool-protocol';
import { EndpointPicker, PICKER_PORT, pickerName } from './picker/endpoint-picker';
import { PickerConfig } from './picker/picker-config';
import { PoolDoors } from './pool-doors';
import { PoolTraffics } from './pool-traffics';
import { Replicas } from './replicas';
import type { _AdapterParts, _ServerParts } from './server';
import { serverProbes } from './server-probes';
import { tenantPool } from './tenant-pool';
import { UNKNOWN_WEIGHTS_GIB, Weights } from './weights/weights';

/** A model, and how it is served. */
export interface ModelPoolProps {
  /** The model. */
  readonly model: Model;
  /**
   * Name that clients put into `model`: unique on a gateway.
   * @default - the model's served name, which is its id unless it was given another
   */
  readonly modelName?: string;
  /**
   * Program that serves the model.
   * @default Engine.vllm()
   */
  readonly engine?: Engine;
  /**
   * Where the weights come from.
   * @default Weights.huggingFace()
   */
  readonly weights?: Weights;
  /**
   * Nodes that the model servers run on.
   * @default GpuNode.any()
   */
  readonly node?: GpuNode;
  /**
   * Number of model servers.
   * @default Replicas.fixed(2)
   */
  readonly replicas?: Replicas;
  /**
   * Longest time that one answer may take. A model server that ends finishes its answers for so long, and no route may
   * allow more.
   * @default Duration.minutes(10)
   */
  readonly longestGeneration?: Duration;
  /**
   * Time that a model server may take to start.
   * @default - 10 minutes, or more where the weights are large (8 minutes, and 100 MiB of weights a second)
   */
  readonly startupBudget?: Duration;
  /**
   * How the endpoint picker runs and scores.
   * @default PickerConfig.of({})
   */
  readonly endpointPicker?: PickerConfig;
  /**
   * Room for LoRA adapters.
   * @default - as much as the adapters of the pool need
   */
  readonly adapterLimits?: AdapterLimits;
  /**
   * What the model servers' pods have besides: variables, containers, volumes, labels, priority and the like.
   * @default - nothing
   */
  readonly pods?: PodSettings;
  /**
   * Port of the model servers: 1024 or higher, since they do not run as root.
   * @default 8000
   */
  readonly port?: number;
  /**
   * Name of the pool and of its objects (`<name>`, `<name>-epp`).
   * @default - the construct's id
   */
  readonly name?: string;
}

/**
 * One model on GPUs: model servers, InferencePool and endpoint picker, with their policies and grants.
 *
 * Nothing that a route does changes the pods: a new tenant restarts no GPU.
 *
 * @throws if a property is out of its range (names, port, GPUs of a node, heads of the model, token of a gated model)
 */
export class ModelPool extends Construct implements IModelPool {
  /**
   * A pool that somebody else owns. Nothing of it is rendered: what its owner must add is printed at synth, and stands in
   * `Requirements.of(app)`.
   *
   * @throws if a name or port cannot be one
   */
  public static fromExisting(scope: Construct, id: string, props: ExistingPoolProps): IModelPool {
    return new ExistingPool(scope, id, props);
  }

  public readonly poolName: string;
  public readonly namespace: string;
  public readonly modelName: string;
  public readonly task: ModelTask;
  public readonly replicas?: Replicas;
  public readonly toolCalling?: boolean;
  public readonly longestGeneration: Duration;
  public readonly targetPort: number;
  public readonly podLabels: { [key: string]: string };
  public readonly pickerPort: number = PICKER_PORT;
  public readonly pickerPodLabels: { [key: string]: string };
  /** InferencePool. */
  public readonly inferencePool: ApiObject;
  /** Deployment of the model servers. */
  public readonly deployment: ApiObject;
  /** ServiceAccount of the model servers, unless `pods` names one: without rights, its token is not mounted. */
  public readonly serviceAccount?: ApiObject;
  /** PodDisruptionBudget of the model servers. */
  public readonly podDisruptionBudget: ApiObject;
  /** NetworkPolicy of the model servers. */
  public readonly serverPolicy: ApiObject;
  /** NetworkPolicy of the endpoint picker. */
  public readonly pickerPolicy: ApiObject;
  /** Endpoint picker with its objects. */
  public readonly endpointPicker: EndpointPicker;
  /** GPUs of one model server. */
  public readonly gpus: number;
  /** Tokens of the longest request with its answer, if it is known and the engine holds to it. */
  public readonly contextLength?: number;

  private readonly adapters: AdapterSet;
  private readonly proxies = new Map<string, ProxyPods>();
  private readonly grants = new Map<string, ApiObject>();
  private readonly objectives = new Map<string, ApiObject>();
  private readonly limited = new Map<string, { readonly pool: ApiObject; readonly limit: ApiObject }>();
  private readonly traffics: PoolTraffics;
  private readonly doors: PoolDoors;

  constructor(scope: Construct, id: string, props: ModelPoolProps) {
    super(Namespaces._before(scope), id);
    const { model } = props;
    this.poolName = dnsLabel('name', props.name ?? id, pickerName(''));
    this.namespace = namespaceOf(this);
    this.modelName = modelName('modelName', props.modelName ?? model.servedName);
    this.adapters = new AdapterSet(this, this.modelName, props.adapterLimits ?? AdapterLimits.of({}));
    this.task = model.task;
    this.toolCalling = model.toolParser !== undefined;
    this.longestGeneration = props.longestGeneration ?? Duration.minutes(10);
    wholeSeconds('longestGeneration', this.longestGeneration, 'Duration.minutes(10)');
    this.targetPort = wholeNumber('port', props.port ?? 8000, 1024, 65_535, 'write 8000');

    const node = props.node ?? GpuNode.any();
    const budget = props.startupBudget ?? startupBudget(model.weightsGib ?? UNKNOWN_WEIGHTS_GIB);
    wholeSeconds('startupBudget', budget, 'Duration.minutes(20)');
    const { preStopSeconds, gracePeriodSeconds } = drain(this.longestGeneration);
    const server = (props.engine ?? Engine.vllm())._render({
      scope: this,
      model,
      modelName: this.modelName,
      port: this.targetPort,
      weights: props.weights ?? Weights.huggingFace(),
      node,
      longestGeneration: this.longestGeneration,
      startupBudget: budget,
    });
    this.gpus = server.gpus;
    this.contextLength = server.contextLength;
    const replicas = props.replicas ?? Replicas.fixed(2);
    this.replicas = replicas;
    const maxSurge = replicas.surge ?? (this.gpus === 0 ? 1 : 0);
    if (this.gpus > 0) {
      const pods = replicas.max === 0 ? 0 : replicas.max + maxSurge;
      takeRoom({ pool: this, name: this.poolName, node, gpus: this.gpus, pods, leastPods: replicas.min });
    }
    const workload = new Workload(this, 'Server', {
      ...server,
      name: this.poolName,
      program: 'model-server',
      image: Cluster.of(this).image(server.image),
      ports: [{ name: 'http', containerPort: this.targetPort }],
      probes: serverProbes(budget),
      replicas: replicas.count,
      maxSurge,
      maxUnavailable: maxSurge === 0 ? 1 : 0,
      preStopSeconds,
      gracePeriodSeconds,
      // With every GPU taken, the next pod starts when the last answer of the old one is done.
      progressDeadlineSeconds: gracePeriodSeconds + budget.toSeconds() + 60,
      extraPodLabels: { 'inference.networking.k8s.io/engine-type': server.engineType },
      nodeSelector: this.gpus === 0 ? undefined : node.nodeSelector,
      affinity: this.gpus === 0 ? undefined : podAffinity(node),
      tolerations: this.gpus === 0 ? undefined : podTolerations(node),
      apiServerToken: false,
      late: () => this.adapterParts(server),
      pods: props.pods,
    });
    this.deployment = workload.deployment;
    this.serviceAccount = workload.serviceAccount;
    this.podDisruptionBudget = workload.podDisruptionBudget;
    this.podLabels = workload.selector;

    this.inferencePool = render(this, 'Resource', inferencePoolManifest({ ...this.behind, name: this.poolName }));
    const config = props.endpointPicker ?? STANDARD_PICKER;
    this.endpointPicker = new EndpointPicker(this, 'EndpointPicker', {
      poolName: this.poolName,
      namespace: this.namespace,
      config,
      gracePeriodSeconds,
    });
    this.doors = new PoolDoors(this.poolName);
    this.traffics = new PoolTraffics(this.poolName);
    this.endpointPicker._queueBy(() => this.traffics.queue);
    this.pickerPodLabels = this.endpointPicker.podLabels;
    const walls = new ModelWalls(this, 'Walls', {
      name: this.poolName,
      namespace: this.namespace,
      serverLabels: this.podLabels,
      serverPort: this.targetPort,
      serverEgress: () => distinct([...server.egress, ...this.adapterParts(server).egress]),
      pickerName: pickerName(this.poolName),
      pickerLabels: this.pickerPodLabels,
      pickerPort: this.pickerPort,
      proxies: () => [...this.proxies.values()],
    });
    this.serverPolicy = walls.serverPolicy;
    this.pickerPolicy = walls.pickerPolicy;
  }

  public get adapterNames(): string[] {
    return this.adapters.names;
  }

  /**
   * Serves a LoRA adapter beside the model, under a name of its own: every route of the model offers it too. The model
   * servers restart one by one, and the name answers everywhere once they have. A name that moves to another model needs
   * the body router restarted, which may forget it.
   *
   * @param name what clients put into `model`: unique on a gateway
   * @throws if the name is taken in this pool, or if the rank is above the pool's limit
   */
  public addAdapter(name: string, source: AdapterSource, options: AdapterOptions): void {
    this.adapters.add(name, source, options.rank);
    changed(this);
  }

  /** ReferenceGrants of the pool: one for each other namespace and each InferencePool that its routes use. */
  public get referenceGrants(): ApiObject[] {
    return [...this.grants.values()];
  }

  /** InferenceObjectives of the pool: one for each priority that routes give their requests. */
  public get inferenceObjectives(): ApiObject[] {
    return [...this.objectives.values()];
  }

  /** InferencePools `<pool>-for-<tenant>`, one for each tenant with `maxParallel`: same pods, same picker. */
  public get tenantPools(): ApiObject[] {
    return [...this.limited.values()].map(({ pool }) => pool);
  }

  /** What bounds the requests at a time of each of the `tenantPools`, as the gateway implementation writes it. */
  public get parallelLimits(): ApiObject[] {
    return [...this.limited.values()].map(({ limit }) => limit);
  }

  public admitProxies(proxies: ProxyPods): void {
    this.proxies.set(`${proxies.namespace}/${proxies.gatewayName}`, proxies);
  }

  public admitTraffic(traffic: PoolTraffic): void {
    const { name, limit } = this.doors.add(traffic);
    this.traffics.add(traffic);
    this.endpointPicker._checkQueue(traffic);
    if (limit !== undefined) this.openFor(limit);
    const { namespace, priority } = traffic;
    if (namespace !== this.namespace) this.grant(name, namespace);
    if (priority !== undefined && !this.objectives.has(priority.name)) {
      this.objectives.set(priority.name, inferenceObjective(this, { poolName: this.poolName, priority }));
    }
    changed(this);
  }

  private adapterParts(server: _ServerParts): _AdapterParts {
    return this.adapters.names.length === 0 ? NO_ADAPTERS : server.adapters(this.adapters);
  }

  /** One for each door: of two that a change swaps, the old one must stay until the routes have changed. */
  private grant(poolName: string, routeNamespace: string): void {
    const id = poolName === this.poolName ? `Grant-${routeNamespace}` : `Grant-${poolName}-${routeNamespace}`;
    if (this.grants.has(id)) return;
    this.grants.set(id, referenceGrant(this, id, { poolName, routeNamespace }));
  }

  private openFor(limit: ParallelLimit): void {
    const { poolName, namespace } = this;
    if (this.limited.has(limit.tenant)) return;
    const { inferencePool, parallelLimit } = tenantPool(this, { ...this.behind, poolName, namespace, limit });
    this.limited.set(limit.tenant, {
      pool: render(this, `For-${limit.tenant}`, inferencePool),
      limit: render(this, `Limit-${limit.tenant}`, parallelLimit),
    });
  }

  private get behind() {
    const { podLabels, targetPort, pickerPort } = this;
    return { podLabels, targetPort, pickerPort, pickerService: pickerName(this.poolName) };
  }
}

/** One value for all pools: its file is written once. */
const STANDARD_PICKER = PickerConfig.of({});

const NO_ADAPTERS: _AdapterParts = { args: [], mounts: [], initContainers: [], egress: [] };

/** Rules of a policy, each once: weights and adapters may come from the same place. */
function distinct(rules: Egress[]): Egress[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}
