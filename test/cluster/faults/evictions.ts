import { setTimeout as sleep } from 'node:timers/promises';
import { type KubeObject, run } from '../kubectl';
import { note } from '../report/recorder';
import type { DeclareFault } from './control';
import type { Platform } from './platform';

const SECONDS = 120;

/** What the drain of a node does. Here it is the only one, so that its pods come back to it. */
export function evictions(declare: DeclareFault, platform: Platform): void {
  declare('loses nothing while every pod is evicted in turn, as far as its budget allows', async () => {
    let refusals = 0;
    const seen = await platform.load.during(async () => {
      const { workloads } = platform;
      const pods = await Promise.all(workloads.map((workload) => workload.pods()));
      // First of each workload one, then of each another: its budget says when.
      for (const turn of Array.from({ length: Math.max(...pods.map(({ length }) => length)) }, (_, index) => index)) {
        for (const pod of pods.flatMap((ofOne) => ofOne[turn] ?? [])) refusals += await evict(pod);
      }
      for (const workload of workloads) await workload.settled();
    });
    note(`refused ${refusals} times by a budget`);
    seen.expectNothingLost();
  });
}

/** Asks the eviction API until the pod's budget allows it; returns how often it did not. */
async function evict({ metadata: { name, namespace } }: KubeObject): Promise<number> {
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  const deadline = Date.now() + SECONDS * 1000;
  for (let refusals = 0; ; refusals += 1) {
    const { code, stderr } = await run('kubectl', ['create', '--raw', path, '-f', '-'], {
      input: JSON.stringify(eviction),
    });
    if (code === 0) return refusals;
    if (!/disruption budget|TooManyRequests/i.test(stderr)) throw new Error(`eviction of ${name}: ${stderr.trim()}`);
    if (Date.now() > deadline) throw new Error(`eviction of ${name} is refused for ${SECONDS} s: ${stderr.trim()}`);
    await sleep(500);
  }
}
