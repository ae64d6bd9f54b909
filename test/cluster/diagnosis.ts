import { conditions, sentence } from './conditions';
import { type KubeObject, list, run } from './kubectl';

const JUDGED = 'gateways,httproutes,inferencepools';

interface ContainerStatus {
  readonly ready: boolean;
  readonly restartCount: number;
}

/** Prints why something in these namespaces may not work: conditions, pods, warnings, last log lines. */
export async function printDiagnosis(namespaces: readonly string[]): Promise<void> {
  for (const namespace of namespaces) {
    try {
      print(`--- diagnosis of namespace ${namespace}`);
      for (const object of await list(JUDGED, namespace)) {
        for (const condition of conditions(object))
          print(`${object.kind} ${object.metadata.name}: ${sentence(condition)}`);
      }
      for (const pod of await list('pods', namespace)) await printPod(pod, namespace);
      const events = ['get', 'events', '-n', namespace, '--field-selector', 'type=Warning', '--sort-by=.lastTimestamp'];
      print((await run('kubectl', events)).stdout.split('\n').slice(-20).join('\n'));
    } catch (error) {
      print(`no diagnosis: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function printPod({ metadata, status }: KubeObject, namespace: string): Promise<void> {
  const { phase, containerStatuses = [] } = (status ?? {}) as { phase?: string; containerStatuses?: ContainerStatus[] };
  const well =
    containerStatuses.length > 0 && containerStatuses.every(({ ready, restartCount }) => ready && restartCount === 0);
  print(`Pod ${metadata.name}: ${phase}, ${well ? 'ready' : 'not ready, or restarted'}`);
  if (well) return;
  const logs = await run('kubectl', ['logs', metadata.name, '-n', namespace, '--all-containers', '--tail=20']);
  print(logs.stdout || logs.stderr);
}

function print(text: string): void {
  process.stderr.write(`${text}\n`);
}
