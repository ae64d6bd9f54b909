import { pod } from './hand-written';
import { apply, run } from './kubectl';

/** An image with a shell and curl. */
export const IMAGE = process.env.CLUSTER_TEST_CLIENT_IMAGE || 'localhost/client:1';

/** A pod that tries to reach others. */
export class ProbePod {
  /** Starts it; throws if it is not ready in 30 s, as where its image cannot be pulled. */
  public static async start(
    namespace: string,
    name: string,
    labels: Readonly<Record<string, string>> = {},
  ): Promise<ProbePod> {
    await apply(pod(namespace, name, { cpu: '100m', image: IMAGE, command: ['sleep', '3600'], labels }));
    const ready = ['wait', `pod/${name}`, '-n', namespace, '--for=condition=Ready', '--timeout=30s'];
    const { code } = await run('kubectl', ready);
    if (code !== 0)
      throw new Error(
        `a pod of image ${IMAGE} is not ready after 30 s: name one with curl in CLUSTER_TEST_CLIENT_IMAGE`,
      );
    return new ProbePod(namespace, name);
  }

  private constructor(
    private readonly namespace: string,
    private readonly name: string,
  ) {}

  /** Whether a TCP connection comes about, whatever is said over it. */
  public async reaches(ip: string, port: number): Promise<boolean> {
    const url = `http://${ip.includes(':') ? `[${ip}]` : ip}:${port}/`;
    const { stdout, stderr } = await this.curl(['-o', '/dev/null', '-w', '%{time_connect}', url]);
    const seconds = Number.parseFloat(stdout);
    if (Number.isNaN(seconds)) throw new Error(`curl in ${this.namespace}/${this.name} did not run: ${stderr}`);
    return seconds > 0;
  }

  /** Runs curl in the pod. */
  public curl(args: readonly string[]) {
    const inPod = [
      'exec',
      this.name,
      '-n',
      this.namespace,
      '--',
      'curl',
      '-sS',
      '--connect-timeout',
      '3',
      '--max-time',
      '5',
    ];
    return run('kubectl', [...inPod, ...args]);
  }
}
