import { positive, wholeNumber } from '../private/numbers';
import type { Toleration } from '../private/pod';

/** GPU sizes of Azure: https://learn.microsoft.com/azure/virtual-machines/sizes/gpu-accelerated/ */
const AZURE: Record<string, { gpus: number; gpuMemoryGib: number; cpus: number; memoryGib: number }> = {
  Standard_NC4as_T4_v3: { gpus: 1, gpuMemoryGib: 16, cpus: 4, memoryGib: 28 },
  Standard_NC64as_T4_v3: { gpus: 4, gpuMemoryGib: 16, cpus: 64, memoryGib: 440 },
  Standard_NV36ads_A10_v5: { gpus: 1, gpuMemoryGib: 24, cpus: 36, memoryGib: 440 },
  Standard_NV72ads_A10_v5: { gpus: 2, gpuMemoryGib: 24, cpus: 72, memoryGib: 880 },
  Standard_NC24ads_A100_v4: { gpus: 1, gpuMemoryGib: 80, cpus: 24, memoryGib: 220 },
  Standard_NC48ads_A100_v4: { gpus: 2, gpuMemoryGib: 80, cpus: 48, memoryGib: 440 },
  Standard_NC96ads_A100_v4: { gpus: 4, gpuMemoryGib: 80, cpus: 96, memoryGib: 880 },
  Standard_NC40ads_H100_v5: { gpus: 1, gpuMemoryGib: 94, cpus: 40, memoryGib: 320 },
  Standard_NC80adis_H100_v5: { gpus: 2, gpuMemoryGib: 94, cpus: 80, memoryGib: 640 },
  Standard_ND96isr_H100_v5: { gpus: 8, gpuMemoryGib: 80, cpus: 96, memoryGib: 1900 },
  Standard_ND96isr_H200_v5: { gpus: 8, gpuMemoryGib: 141, cpus: 96, memoryGib: 1850 },
};

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
   * Most nodes that the node pool can have.
   * @default - not known
   */
  readonly maxNodes?: number;
  /**
   * Labels of the nodes, besides those that the size implies.
   * @default - none
   */
  readonly nodeLabels?: { [key: string]: string };
  /**
   * Taints of the nodes.
   * @default - `nvidia.com/gpu` with any value and effect NoSchedule, as NVIDIA's and AKS's charts have it
   */
  readonly tolerations?: NodeToleration[];
}

/** A GPU node of any maker. */
export interface GpuNodeProps extends GpuNodeOptions {
  /** GPUs of one node. */
  readonly gpus: number;
  /**
   * Memory of one GPU, in GiB.
   * @default - not known
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

/** The kind of node that a pool's pods run on: selects it, tolerates its taints, and knows its size. */
export class GpuNode {
  /** Any node with NVIDIA GPUs (label `nvidia.com/gpu.present=true`); its size is not known, so nothing is checked against it. */
  public static any(options: GpuNodeOptions = {}): GpuNode {
    return new GpuNode({ 'nvidia.com/gpu.present': 'true', ...options.nodeLabels }, options, undefined);
  }

  /**
   * A GPU size of Azure, selected by `node.kubernetes.io/instance-type`.
   *
   * @param size such as `Standard_NC24ads_A100_v4`
   * @throws if the size is not a GPU size with whole GPUs: write `GpuNode.of` for one that is not listed
   */
  public static azure(size: string, options: GpuNodeOptions = {}): GpuNode {
    const known = Object.hasOwn(AZURE, size) ? AZURE[size] : undefined;
    if (known === undefined) {
      throw new Error(
        `'size' (${size}) is no known Azure size with whole NVIDIA GPUs: write one of ${Object.keys(AZURE).join(', ')}, or GpuNode.of({ gpus, nodeLabels })`,
      );
    }
    return new GpuNode({ 'node.kubernetes.io/instance-type': size, ...options.nodeLabels }, options, known);
  }

  /**
   * Any other GPU node.
   *
   * @throws if a number is not whole or below 1
   */
  public static of(props: GpuNodeProps): GpuNode {
    wholeNumber('gpus', props.gpus, 1, 16, 'write the GPUs of one node');
    for (const property of ['gpuMemoryGib', 'cpus', 'memoryGib'] as const) {
      positive(property, props[property], 'write the figure of one node');
    }
    return new GpuNode({ 'nvidia.com/gpu.present': 'true', ...props.nodeLabels }, props, props);
  }

  /** Labels that select the nodes. */
  public readonly nodeSelector: { [key: string]: string };
  /** Taints that the pods tolerate. */
  public readonly tolerations: NodeToleration[];
  /** Most nodes that there can be, if known. */
  public readonly maxNodes?: number;
  /** GPUs of one node, if known. */
  public readonly gpus?: number;
  /** Memory of one GPU in GiB, if known. */
  public readonly gpuMemoryGib?: number;
  /** CPUs of one node, if known. */
  public readonly cpus?: number;
  /** Memory of one node in GiB, if known. */
  public readonly memoryGib?: number;

  private constructor(
    nodeSelector: { [key: string]: string },
    options: GpuNodeOptions,
    size: { gpus?: number; gpuMemoryGib?: number; cpus?: number; memoryGib?: number } | undefined,
  ) {
    if (options.maxNodes !== undefined) {
      wholeNumber('maxNodes', options.maxNodes, 1, Number.MAX_SAFE_INTEGER, 'write the maximum of the node pool');
    }
    this.nodeSelector = nodeSelector;
    this.tolerations = (options.tolerations ?? [{ key: 'nvidia.com/gpu' }]).map(checkedToleration);
    this.maxNodes = options.maxNodes;
    this.gpus = size?.gpus;
    this.gpuMemoryGib = size?.gpuMemoryGib;
    this.cpus = size?.cpus;
    this.memoryGib = size?.memoryGib;
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
