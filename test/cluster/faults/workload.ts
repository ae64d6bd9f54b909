import { eventually } from '../eventually';
import { type KubeObject, kubectl, list, read } from '../kubectl';

/** Longest time in which a workload is as it should be again. */
const SECONDS = 150;

/** A Deployment of the platform. */
export class Workload {
  public constructor(
    public readonly namespace: string,
    public readonly name: string,
  ) {}

  /** Restarts its pods as a new version would, and waits until the last old one has ended. */
  public async restart(): Promise<void> {
    await kubectl(['rollout', 'restart', `deployment/${this.name}`, '-n', this.namespace]);
    await this.settled();
  }

  /** Waits until as many pods are ready as should be, and no old one is left. */
  public async settled(): Promise<void> {
    const status = ['rollout', 'status', `deployment/${this.name}`, '-n', this.namespace, `--timeout=${SECONDS}s`];
    await kubectl(status, { seconds: SECONDS + 10 });
    await eventually(SECONDS, async () => {
      const leaving = (await this.pods()).filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
      if (leaving.length > 0) throw new Error(`${leaving.map(({ metadata }) => metadata.name)} do not end`);
    });
  }

  /** Its pods, those that end too. */
  public async pods(): Promise<KubeObject[]> {
    const { selector } = ((await read('deployment', this.name, this.namespace))?.spec ?? {}) as {
      selector: { matchLabels: Record<string, string> };
    };
    const labels = Object.entries(selector.matchLabels).map(([key, value]) => `${key}=${value}`);
    return await list('pods', this.namespace, labels.join(','));
  }

  /** One of its pods. */
  public async anyPod(): Promise<KubeObject> {
    const [pod] = await this.pods();
    if (pod === undefined) throw new Error(`${this.name} has no pod`);
    return pod;
  }
}
