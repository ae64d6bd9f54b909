import { setTimeout as sleep } from 'node:timers/promises';
import { kubectl, read } from '../kubectl';
import type { DeclareFault } from './control';
import type { Platform } from './platform';
import { Workload } from './workload';

const OUTAGE_MILLIS = 60_000;

/** Istio's control plane: proxies go on with what they know. */
export function controlPlane(declare: DeclareFault, platform: Platform): void {
  declare("loses nothing while Istio's control plane is gone for a minute", async () => {
    const istiod = new Workload('istio-system', 'istiod');
    const deployment = await read('deployment', istiod.name, istiod.namespace);
    const { replicas = 1 } = (deployment?.spec ?? {}) as { replicas?: number };
    const seen = await platform.load.during(async () => {
      try {
        await scale(istiod, 0);
        await sleep(OUTAGE_MILLIS);
      } finally {
        await scale(istiod, replicas);
      }
    });
    seen.expectNothingLost();
  });
}

async function scale(workload: Workload, replicas: number): Promise<void> {
  const { name, namespace } = workload;
  await kubectl(['scale', `deployment/${name}`, '-n', namespace, `--replicas=${replicas}`]);
  await workload.settled();
}
