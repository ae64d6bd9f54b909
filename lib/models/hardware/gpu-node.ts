import { positive, wholeNumber } from '../../private/numbers';
import type { Toleration } from '../../private/pod';
import { AZURE } from './azure-sizes';
import { Gpu } from './gpu';

/** A taint that pods on a node must tolerate. */
export interface NodeToleration {
  /** Key of the taint. */
  readonly key: string;
  /**
   * Value of the taint.
   * @default - any value
   */
  readonly value?: string;
  /**
   * Effect of the taint: NoSchedule, PreferNoSchedule or NoExecute.
   * @default 'NoSchedule'
   */
  readonly effect?: string;
}

/** How pods find a GPU node, and what they find there. */
export interface GpuNodeOptions {
  /**
   * The GPUs as Kubernetes knows them, with their number on one node.
   * @default - Gpu.nvidia() with the number of the size, where that is known
   */
  readonly gpu?: Gpu;
  /**
   * Most nodes that the node pool can have.
   * @default - not known
   */
  readonly maxNodes?: number;
  /**
   * Most GPUs that nodes made on demand may have together, such as the `limits` of a NodePool of Karpenter; instead of
   * `maxNodes`.
   * @default - not known
   */
  readonly maxGpus?: number;
  /**
   * Labels of the nodes, besides those that the size implies.
   * @default - none
   */
  readonly nodeLabels?: { [key: string]: string };
  /**
   * Taints of the nodes.
   * @default - `nvidia.com/gpu` with any value and effect NoSchedule, as NVIDIA's and AKS's charts have it; the name of
   * the resource where the GPUs are not NVIDIA's
   */
  readonly tolerations?: NodeToleration[];
}

/** A GPU node of any maker. */
export interface GpuNodeProps extends GpuNodeOptions {
  /**
   * Instance types (`node.kubernetes.io/instance-type`), any of which will do: also what Karpenter chooses from. GPUs,
   * CPUs and memory are those of the smallest.
   * @default - any node that the labels select
   */
  readonly instanceTypes?: string[];
  /**
   * Memory of one GPU in GiB, as its driver reports it.
   * @default - that of the MIG profile; not known without one
   */
  readonly gpuMemoryGib?: number;
  /**
   * CPUs of one node.
   * @default - not known: pods ask for what most GPU nodes have
   */
  readonly cpus?: number;
  /**
   * Memory of one node, in GiB.
   * @default - not known: pods ask for what the model needs
   */
  readonly memoryGib?: number;
}

interface NodeSize {
  readonly gpuMemoryGib?: number;
  readonly cpus?: number;
  readonly memoryGib?: number;
}

const INSTANCE_TYPE = 'node.kubernetes.io/instance-type';

/** The kind of node that a pool's pods run on: selects it, tolerates its taints, and knows its size. Pools that share one value share its nodes. */
export class GpuNode {
  /** Sizes of Azure that `GpuNode.azure` knows. */
  public static readonly AZURE_SIZES: string[] = Object.keys(AZURE);

  /**
   * Any node with such GPUs (of NVIDIA, found by `nvidia.com/gpu.present=true`, unless asked otherwise). Its size is not
   * known, so nothing is checked against it.
   *
   * @throws if an option is out of its range
   */
  public static any(options: GpuNodeOptions = {}): GpuNode {
    return new GpuNode(undefined, options.gpu ?? Gpu.nvidia(), options, {});
  }

  /**
   * A GPU size of Azure, selected by `node.kubernetes.io/instance-type`.
   *
   * @param size such as `Standard_NC24ads_A100_v4`
   * @throws if the size is not a GPU size with whole GPUs (write `GpuNode.of` for one that is not listed), or if `gpu`
   * names another number of whole GPUs
   */
  public static azure(size: string, options: GpuNodeOptions = {}): GpuNode {
    const known = Object.hasOwn(AZURE, size) ? AZURE[size] : undefined;
    if (known === undefined) {
      throw new Error(
        `'size' (${size}) is no known Azure size with whole NVIDIA GPUs: write one of ${GpuNode.AZURE_SIZES.join(', ')}, or GpuNode.of({ gpu: Gpu.nvidia(1), instanceTypes: ['${size}'] })`,
      );
    }
    const whole = Gpu.nvidia(known.gpus);
    const { gpu = whole } = options;
    if (gpu.resourceName === whole.resourceName && gpu.count !== whole.count) {
      throw new Error(
        `'gpu' (${gpu.count ?? 'no number'} of ${gpu.resourceName}) must have the ${whole.count} GPUs of ${size}: leave 'gpu' out`,
      );
    }
    return new GpuNode([size], gpu, options, known);
  }

  /**
   * Any other GPU node.
   *
   * @throws if a number is not above 0, or if `gpuMemoryGib` contradicts the MIG profile
   */
  public static of(props: GpuNodeProps): GpuNode {
    for (const property of ['gpuMemoryGib', 'cpus', 'memoryGib'] as const) {
      positive(property, props[property], 'write the figure of one node');
    }
    const gpu = props.gpu ?? Gpu.nvidia();
    if (gpu.memoryGib !== undefined && props.gpuMemoryGib !== undefined) {
      throw new Error(
        `'gpuMemoryGib' (${props.gpuMemoryGib}) stands in ${gpu.resourceName} already, which has ${gpu.memoryGib}: leave it out`,
      );
    }
    return new GpuNode(props.instanceTypes, gpu, props, props);
  }

  /** Labels that select the nodes. */
  public readonly nodeSelector: { [key: string]: string };
  /** Instance types of the nodes, if they are named. */
  public readonly instanceTypes: string[];
  /** Taints that the pods tolerate. */
  public readonly tolerations: NodeToleration[];
  /** Most nodes that there can be, if known. */
  public readonly maxNodes?: number;
  /** Most GPUs that there can be, if known. */
  public readonly maxGpus?: number;
  /** GPUs of one node, if known. */
  public readonly gpus?: number;
  /** Memory of one GPU in GiB, if known. */
  public readonly gpuMemoryGib?: number;
  /** CPUs of one node, if known. */
  public readonly cpus?: number;
  /** Memory of one node in GiB, if known. */
  public readonly memoryGib?: number;

  private constructor(
    instanceTypes: string[] | undefined,
    /** The GPUs as Kubernetes knows them. */
    public readonly gpu: Gpu,
    options: GpuNodeOptions,
    size: NodeSize,
  ) {
    checkMaximum(options);
    const types = checkedTypes(instanceTypes);
    this.nodeSelector = { ...defaultLabels(gpu, types), ...options.nodeLabels };
    this.instanceTypes = types;
    this.tolerations = (options.tolerations ?? [{ key: gpu.isNvidia ? 'nvidia.com/gpu' : gpu.resourceName }]).map(
      checkedToleration,
    );
    this.maxNodes = options.maxNodes;
    this.maxGpus = options.maxGpus;
    this.gpus = gpu.count;
    this.gpuMemoryGib = gpu.memoryGib ?? size.gpuMemoryGib;
    this.cpus = size.cpus;
    this.memoryGib = size.memoryGib;
  }
}

/** A label that nobody promised would keep a node from being made: Karpenter and node pools at zero know types only. */
function defaultLabels(gpu: Gpu, types: string[]): Record<string, string> {
  if (types.length > 1) return {};
  if (types[0] !== undefined) return { [INSTANCE_TYPE]: types[0] };
  return gpu.isNvidia ? { 'nvidia.com/gpu.present': 'true' } : {};
}

function checkedTypes(types: string[] = []): string[] {
  const wrong = types.find((type) => !/^[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/.test(type));
  if (wrong !== undefined) {
    throw new Error(`'instanceTypes' has '${wrong}', which is no label's value: write 'Standard_NC24ads_A100_v4'`);
  }
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  if (twice !== undefined) throw new Error(`'instanceTypes' has '${twice}' twice: leave one out`);
  return types;
}

function checkMaximum({ maxNodes, maxGpus }: GpuNodeOptions): void {
  const remedy = { maxNodes: 'write the maximum of the node pool', maxGpus: 'write the limit of the node pool' };
  for (const [property, value] of Object.entries({ maxNodes, maxGpus })) {
    if (value !== undefined) {
      wholeNumber(property, value, 1, Number.MAX_SAFE_INTEGER, remedy[property as keyof typeof remedy]);
    }
  }
  if (maxNodes !== undefined && maxGpus !== undefined) {
    throw new Error(`'maxGpus' (${maxGpus}) and 'maxNodes' (${maxNodes}) are two bounds of one thing: leave one out`);
  }
}

export function checkedToleration(toleration: NodeToleration): NodeToleration {
  const { effect = 'NoSchedule' } = toleration;
  if (!['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(effect)) {
    throw new Error(`'effect' (${effect}) must be NoSchedule, PreferNoSchedule or NoExecute: write 'NoSchedule'`);
  }
  return toleration;
}

/** The tolerations of pods on a node. */
export function podTolerations(node: Pick<GpuNode, 'tolerations'>): Toleration[] {
  return node.tolerations.map(({ key, value, effect = 'NoSchedule' }) => ({
    key,
    operator: value === undefined ? 'Exists' : 'Equal',
    value,
    effect,
  }));
}

/** The affinity of pods to a node: a node selector cannot say "one of these types". */
export function podAffinity({ instanceTypes }: GpuNode): Record<string, unknown> | undefined {
  if (instanceTypes.length < 2) return undefined;
  const matchExpressions = [{ key: INSTANCE_TYPE, operator: 'In', values: instanceTypes }];
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    },
  };
}
