import { Gpu, GpuNode, type NodeToleration } from 'cdk8s-inference-gateway';
import { type MigProfile, migGpu } from './mig';
import { type VmSize, vmSize } from './vm-size';

/** A GPU node pool as the configuration has it. */
export interface GpuPoolSettings {
  readonly name: string;
  readonly vmSize: string;
  /** Whole GPUs of one node, where the size is not known; no model is checked against their memory then. */
  readonly gpus?: number;
  readonly min: number;
  readonly max: number;
  /** Whether Azure may take the nodes back. */
  readonly spot: boolean;
  /** Slices of every GPU; whole GPUs without it. */
  readonly mig?: MigProfile;
  /** Whether the pool is switched off. */
  readonly stopped: boolean;
  /** Nodes that an upgrade adds, as a number or a percentage; none on spot nodes, where AKS takes no such setting. */
  readonly maxSurge?: string;
  /** Taints of the nodes, `key=value:effect`, that of spot nodes included. */
  readonly taints: readonly string[];
}

/** A GPU node pool with the value that the `ModelPool`s on it take. */
export interface GpuPool extends GpuPoolSettings {
  readonly size: VmSize;
  readonly node: GpuNode;
}

/** The taint that NVIDIA's charts tolerate as they come. */
export const GPU_TAINT = 'nvidia.com/gpu=present:NoSchedule';
/** The taint that AKS puts on spot nodes by itself. */
export const SPOT_TAINT = 'kubernetes.azure.com/scalesetpriority=spot:NoSchedule';
/** Label of the nodes of one pool, the same after a replacement of the pool. */
export const POOL_LABEL = 'inference-gateway/pool';

/** Labels that every GPU node has: the device plugin finds it, and requests from outside do not hop over it. */
const GPU_NODE_LABELS: Readonly<Record<string, string>> = {
  'nvidia.com/gpu.present': 'true',
  'node.kubernetes.io/exclude-from-external-load-balancers': 'true',
};

/**
 * A pool of its settings. Its `node` is the one value that both sides are made of: the pool of AKS takes its taints, labels
 * and maximum (`nodeTaints`, `nodeLabels`), the `ModelPool`s on it their tolerations, selector and GPUs.
 *
 * @throws if the GPUs of the size are not known and not told, if they cannot be sliced, or if a taint or number cannot be one
 */
export function gpuPool(settings: GpuPoolSettings): GpuPool {
  const { name, max, mig, taints } = settings;
  const size = sized(settings);
  const options = {
    gpu: mig === undefined ? Gpu.nvidia(size.gpus) : migGpu(size, mig),
    maxNodes: max,
    nodeLabels: { [POOL_LABEL]: name },
    tolerations: taints.map(toleration),
  };
  const node = GpuNode.AZURE_SIZES.includes(size.name)
    ? GpuNode.azure(size.name, options)
    : GpuNode.of({ ...options, instanceTypes: [size.name], cpus: size.vcpus });
  return { ...settings, size, node };
}

function sized({ vmSize: name, gpus }: GpuPoolSettings): VmSize {
  const size = vmSize(name);
  if (size.gpus === 0) {
    throw new Error(`'vmSize' (${name}) has no GPU: write one of ${GpuNode.AZURE_SIZES.join(', ')}`);
  }
  if (size.gpus === undefined && gpus === undefined) {
    throw new Error(
      `'vmSize' (${name}) is not known here, or has a part of a GPU only: write one of ${GpuNode.AZURE_SIZES.join(', ')}, or its whole GPUs into 'gpus'`,
    );
  }
  if (size.gpus !== undefined && gpus !== undefined && size.gpus !== gpus) {
    throw new Error(`'gpus' (${gpus}) must be the ${size.gpus} of ${name}: leave it out`);
  }
  return { ...size, gpus: size.gpus ?? gpus };
}

/** Taints of the nodes, as AKS wants them: what the pods on them tolerate. */
export function nodeTaints(node: GpuNode): string[] {
  return node.tolerations.map(({ key, value, effect = 'NoSchedule' }) => `${key}=${value ?? ''}:${effect}`);
}

/**
 * Labels of the nodes, as AKS wants them: what the pods on them select, but for the size, which Azure labels itself. Own
 * labels never hide them.
 */
export function nodeLabels(node: GpuNode, own: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { 'node.kubernetes.io/instance-type': _, ...selected } = node.nodeSelector;
  return { ...own, ...GPU_NODE_LABELS, ...selected };
}

const TAINT = /^([A-Za-z0-9][-A-Za-z0-9_./]*)=([-A-Za-z0-9_.]+):(NoSchedule|PreferNoSchedule|NoExecute)$/;

function toleration(taint: string): NodeToleration {
  const [, key, value, effect] = TAINT.exec(taint) ?? [];
  if (key === undefined) {
    throw new Error(`'taints' has '${taint}', which is not key=value:effect: write '${GPU_TAINT}'`);
  }
  return { key, value, effect };
}
