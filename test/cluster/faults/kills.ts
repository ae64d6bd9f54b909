import { kubectl } from '../kubectl';
import { note } from '../report/recorder';
import type { DeclareFault } from './control';
import { MODELS, type Platform } from './platform';

const HARD = ['--grace-period=0', '--force'];

/** A pod that is deleted is forgotten by everybody in this time. */
const FORGOTTEN_MILLIS = 500;

/** Pods that end without anybody having planned it. */
export function kills(declare: DeclareFault, platform: Platform): void {
  /** Ends one of its pods, and waits until another is ready; returns what was under way when it ended, too. */
  const end = async (name: string, how: readonly string[]) => {
    const workload = platform.workload(name);
    const pod = (await workload.anyPod()).metadata.name;
    let ended = 0;
    const seen = await platform.load.during(async (clock) => {
      await kubectl(['delete', 'pod', pod, '-n', MODELS, '--wait=false', ...how]);
      ended = clock();
      await workload.settled();
    });
    return { seen, pod, underWay: seen.underWay(seen.disturbed.from, ended + FORGOTTEN_MILLIS) };
  };

  declare('loses nothing while a picker is deleted', async () => {
    const { seen } = await end('chat-epp', []);
    seen.expectNothingLost();
  });

  declare('loses only what is under way there when a model server is killed', async () => {
    const { seen, pod, underWay } = await end('chat', HARD);
    const there = underWay.filter(({ headers }) => (headers['x-inference-pod'] ?? pod) === pod);
    note(`${seen.lost.length} lost, ${there.length} under way there`);
    seen.expectLostOnly(there);
  });

  // The gateway passes answers through the picker that chose their pod.
  declare('loses only what is under way there when a picker is killed', async () => {
    const { seen, underWay } = await end('chat-epp', HARD);
    const there = underWay.filter(({ model }) => model === 'chat');
    note(`${seen.lost.length} lost, ${there.length} under way through both`);
    seen.expectLostOnly(there);
  });
}
