import type { Resources } from '../../private/pod';
import type { GpuNode } from '../hardware/gpu-node';
import type { Model } from '../model';
import { UNKNOWN_WEIGHTS_GIB } from '../weights/weights';

/** What a vLLM pod asks of its node. */
export interface VllmNeeds {
  readonly model: Model;
  readonly node: GpuNode;
  readonly gpus: number;
  /** Disk for weights, in GiB. */
  readonly diskGib: number;
  /** /dev/shm counts against the memory limit, in GiB. */
  readonly sharedMemoryGib: number;
}

const CPUS_PER_GPU = 4;
/** Server, tokenizer and engine processes beside the weights that pass through the page cache. */
const PROCESSES_GIB = 8;
const CACHES_GIB = 20;

/**
 * Requests and limits: never more than the pod's share of a node whose size is known, so that a pod that fits by GPUs
 * fits by CPU and memory too.
 */
export function vllmResources({ model, node, gpus, diskGib, sharedMemoryGib }: VllmNeeds): Resources {
  const share = node.gpus === undefined ? undefined : gpus / node.gpus;
  const fraction = (whole: number | undefined, part: number) =>
    whole === undefined || share === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(1, Math.floor(whole * share * part));
  const memory = Math.ceil(model.weightsGib ?? UNKNOWN_WEIGHTS_GIB) + PROCESSES_GIB + sharedMemoryGib;
  const cpus = CPUS_PER_GPU * gpus;
  const gpu = { [node.gpu.resourceName]: String(gpus) };
  return {
    requests: {
      cpu: String(Math.min(cpus, fraction(node.cpus, 0.5))),
      memory: `${Math.min(memory, fraction(node.memoryGib, 0.7))}Gi`,
      'ephemeral-storage': `${diskGib + 5}Gi`,
      ...gpu,
    },
    limits: {
      cpu: String(Math.min(4 * cpus, fraction(node.cpus, 1))),
      memory: `${Math.min(2 * memory, fraction(node.memoryGib, 0.85))}Gi`,
      'ephemeral-storage': `${diskGib + CACHES_GIB}Gi`,
      ...gpu,
    },
  };
}
