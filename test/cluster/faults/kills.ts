import { kubectl } from '../kubectl';
import { note } from '../report/recorder';
import type { DeclareFault } from './control';
import { MODELS, type Platform } from './platform';
import type { Seen } from './seen';

const HARD = ['--grace-period=0', '--force'];

/** Pods that end without anybody having planned it. */
export function kills(declare: DeclareFault, platform: Platform): void {
  /** Ends one of its pods; returns what was seen until another was ready, and the pod's name. */
  const end = async (name: string, how: readonly string[]) => {
    const workload = platform.workload(name);
    const pod = (await workload.anyPod()).metadata.name;
    const seen = await platform.load.during(async () => {
      await kubectl(['delete', 'pod', pod, '-n', MODELS, '--wait=false', ...how]);
      await workload.settled();
    });
    return { seen, pod };
  };

  declare('loses nothing while a picker is deleted', async () => {
    const { seen } = await end('chat-epp', []);
    seen.expectNothingLost();
  });

  declare('loses only what is under way there when a model server is killed', async () => {
    const { seen, pod } = await end('chat', HARD);
    const there = underWay(seen).filter(({ headers }) => (headers['x-inference-pod'] ?? pod) === pod);
    note(`${seen.lost.length} lost`);
    seen.expectLost(there.length, there);
  });

  declare('loses only what is under way when a picker is killed', async () => {
    const { seen } = await end('chat-epp', HARD);
    const there = underWay(seen).filter(({ model }) => model === 'chat');
    note(`${seen.lost.length} lost`);
    seen.expectLost(there.length, there);
  });
}

/** Requests that had begun, and had not ended, when a pod was ended. */
function underWay({ outcomes, disturbed }: Seen) {
  return outcomes.filter(
    ({ startedAt, totalMs }) => startedAt <= disturbed.from + GONE_MILLIS && startedAt + totalMs >= disturbed.from,
  );
}

/** Time in which a pod that is deleted is forgotten by everybody. */
const GONE_MILLIS = 1000;
