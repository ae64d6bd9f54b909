import { pod } from '../hand-written';
import { apply, type KubeObject, kubectl } from '../kubectl';
import { IMAGE } from '../probe-pod';
import { skipThis } from '../report/recorder';
import type { DeclareFault } from './control';
import { MODELS, type Platform } from './platform';
import { GPUS, MOST_GPUS } from './program';

const GPU = 'nvidia.com/gpu';
const LABELS = { 'cluster-test': 'takes-a-gpu' };

/** @param gpus of all nodes */
export function gpusTaken(declare: DeclareFault, platform: Platform, gpus: number): void {
  declare('loses nothing while a pool restarts to its end though every GPU is taken', async () => {
    if (gpus < MOST_GPUS) {
      skipThis(`the nodes have ${gpus} GPUs of ${MOST_GPUS}`);
      return;
    }
    const free = gpus - GPUS;
    const takers = Array.from({ length: free }, (_, index) => takesGpu(`taker-${index}`));
    try {
      for (const taker of takers) await apply(taker);
      const ready = ['wait', 'pods', '-n', MODELS, '-l', selector(), '--for=condition=Ready', '--timeout=60s'];
      if (free > 0) await kubectl(ready, { seconds: 70 });
      const seen = await platform.load.during(() => platform.workload('code').restart());
      seen.expectNothingLost();
    } finally {
      await kubectl(['delete', 'pods', '-n', MODELS, '-l', selector(), '--ignore-not-found']);
    }
  });
}

function selector(): string {
  return Object.entries(LABELS)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function takesGpu(name: string): KubeObject {
  const sleeping = pod(MODELS, name, { image: IMAGE, command: ['sleep', '3600'], labels: LABELS });
  const { containers } = sleeping.spec as { containers: { resources: { limits: object; requests: object } }[] };
  const withGpu = containers.map((container) => {
    const { limits, requests } = container.resources;
    return { ...container, resources: { limits: { ...limits, [GPU]: 1 }, requests: { ...requests, [GPU]: 1 } } };
  });
  return { ...sleeping, spec: { ...sleeping.spec, containers: withGpu } };
}
