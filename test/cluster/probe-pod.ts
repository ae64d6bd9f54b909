import { eventually } from './eventually';
import { pod } from './hand-written';
import { apply, kubectl, run } from './kubectl';

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

  /** Starts curl inside of a pod that runs: what its network policies allow, it may. The pod keeps the container. */
  public static async inside(namespace: string, name: string): Promise<ProbePod> {
    const container = ['--container=probe', `--image=${IMAGE}`, '--image-pull-policy=IfNotPresent'];
    await kubectl([
      'debug',
      `pod/${name}`,
      '-n',
      namespace,
      ...container,
      '--profile=restricted',
      '--',
      'sleep',
      '3600',
    ]);
    const probe = new ProbePod(namespace, name, ['-c', 'probe']);
    await eventually(30, async () => {
      const { code, stderr } = await probe.curl(['--version']);
      if (code !== 0) throw new Error(`no container of image ${IMAGE} runs inside of pod ${name}: ${stderr}`);
    });
    return probe;
  }

  private constructor(
    private readonly namespace: string,
    private readonly name: string,
    private readonly container: readonly string[] = [],
  ) {}

  /** Those of some addresses, as HOST:PORT, that a TCP connection comes about with. */
  public async reachable(addresses: readonly string[]): Promise<string[]> {
    const bounds = '--connect-timeout 3 --max-time 5';
    const connected = `$(curl -s -o /dev/null ${bounds} -w '%{time_connect}' "http://$address/")`;
    const attempt = `case "${connected}" in 0.000000) ;; ?*) echo "$address" ;; *) echo "no curl" ;; esac`;
    const script = `for address in "$@"; do (${attempt}) & done; wait`;
    const { code, stdout, stderr } = await this.exec(['sh', '-c', script, 'sh', ...addresses]);
    if (code !== 0) throw new Error(`curl in ${this.namespace}/${this.name} did not run: ${stderr}`);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .sort();
  }

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
    return this.exec(['curl', '-sS', '--connect-timeout', '3', '--max-time', '5', ...args]);
  }

  private exec(command: readonly string[]) {
    return run('kubectl', ['exec', this.name, '-n', this.namespace, ...this.container, '--', ...command]);
  }
}
