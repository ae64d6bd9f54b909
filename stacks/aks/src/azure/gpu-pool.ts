import { Gpu, GpuNode, type NodeToleration } from 'cdk8s-inference-gateway';
import { type MigProfile, migGpu } from './mig';
import { type VmSize, vmSize } from './vm-size';

/** A GPU node pool as the configuration has it. */
export interface GpuPoolSettings {
  readonly name: string;
  readonly vmSize: string;
  /** Whole GPUs of one node, where the size is not known; without its figures no model is checked against its memory. */
  readonly gpus?: number;
  /** Fewest nodes; 0 by default: the autoscaler takes the last one away. */
  readonly min?: number;
  readonly max: number;
  /** Whether Azure may take the nodes back; false by default. */
  readonly spot?: boolean;
  /** Slices of every GPU; whole GPUs by default. */
  readonly mig?: MigProfile;
  /** Who installs the GPU driver: AKS (`Install`, the default) or somebody else (`None`). */
  readonly driver?: 'Install' | 'None';
  /** Whether the pool is switched off; false by default. */
  readonly stopped?: boolean;
  /** Taint that keeps other pods away, `key=value:effect`. */
  readonly taint?: string;
  /** Labels of the nodes besides those of the pool. */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * A GPU node pool: `node` is the one value that both the pool of AKS (taints, labels, maximum) and the `ModelPool`s on it
 * (tolerations, selector, GPUs) are made of.
 */
export interface GpuPool {
  readonly name: string;
  readonly size: VmSize;
  readonly node: GpuNode;
  readonly min: number;
  readonly max: number;
  readonly spot: boolean;
  readonly mig?: MigProfile;
  readonly driver: 'Install' | 'None';
  readonly stopped: boolean;
}

/** The taint that NVIDIA's charts tolerate as they come. */
export const GPU_TAINT = 'nvidia.com/gpu=present:NoSchedule';
/** The taint that AKS puts on spot nodes by itself. */
export const SPOT_TAINT = 'kubernetes.azure.com/scalesetpriority=spot:NoSchedule';
/** Label of the nodes of one pool, the same after a replacement of the pool. */
export const POOL_LABEL = 'inference-gateway/node-pool';

/** Labels that every GPU node has: the device plugin finds it, and requests from outside do not hop over it. */
const GPU_NODE_LABELS: Readonly<Record<string, string>> = {
  'nvidia.com/gpu.present': 'true',
  'node.kubernetes.io/exclude-from-external-load-balancers': 'true',
};

/**
 * A pool of its settings.
 *
 * @throws if the GPUs of the size are not known and not told, if they cannot be sliced, or if the taint or a number cannot be one
 */
export function gpuPool(settings: GpuPoolSettings): GpuPool {
  const { name, min = 0, max, spot = false, mig, driver = 'Install', stopped = false } = settings;
  const size = sized(settings);
  const taints = [settings.taint ?? GPU_TAINT, ...(spot ? [SPOT_TAINT] : [])];
  const options = {
    gpu: mig === undefined ? Gpu.nvidia(size.gpus) : migGpu(size, mig),
    maxNodes: max,
    nodeLabels: { [POOL_LABEL]: name },
    tolerations: taints.map(toleration),
  };
  const node = GpuNode.AZURE_SIZES.includes(size.name)
    ? GpuNode.azure(size.name, options)
    : GpuNode.of({ ...options, instanceTypes: [size.name], cpus: size.vcpus });
  return { name, size, node, min, max, spot, mig, driver, stopped };
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
export function nodeTaints({ node }: GpuPool): string[] {
  return node.tolerations.map(({ key, value, effect = 'NoSchedule' }) => `${key}=${value ?? ''}:${effect}`);
}

/** Labels of the nodes, as AKS wants them: what the pods on them select, but for the size, which Azure labels itself. */
export function nodeLabels({ node }: GpuPool, labels: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { 'node.kubernetes.io/instance-type': _, ...selected } = node.nodeSelector;
  return { ...labels, ...GPU_NODE_LABELS, ...selected };
}

const TAINT = /^([A-Za-z0-9][-A-Za-z0-9_./]*)=([-A-Za-z0-9_.]+):(NoSchedule|PreferNoSchedule|NoExecute)$/;

function toleration(taint: string): NodeToleration {
  const [, key, value, effect] = TAINT.exec(taint) ?? [];
  if (key === undefined) {
    throw new Error(`'taint' (${taint}) must be key=value:effect: write '${GPU_TAINT}', or leave it out`);
  }
  return { key, value, effect };
}
