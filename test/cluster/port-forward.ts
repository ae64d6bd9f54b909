import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A way from a random local port to a port of a Service or pod, which no network policy closes. */
export class PortForward {
  /**
   * Opens it and waits until it listens.
   *
   * @param target such as `service/gateway-istio` or `pod/gateway-istio-5c6`
   */
  public static async open(namespace: string, target: string, port: number): Promise<PortForward> {
    const args = ['port-forward', '-n', namespace, target, `:${port}`, '--address=127.0.0.1'];
    const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      return new PortForward(child, await listening(child, args));
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  private constructor(
    private readonly child: ChildProcess,
    /** The local port. */
    public readonly port: number,
  ) {}

  /** Whether it has not ended by itself. */
  public get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  public async close(): Promise<void> {
    if (!this.alive) return;
    const exited = once(this.child, 'exit');
    this.child.kill();
    await exited;
  }
}

/** The port that kubectl says it listens on. */
function listening(child: ChildProcess, args: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => reject(new Error(`kubectl ${args.join(' ')}: ${why}\n${said}`));
    const timer = setTimeout(() => fail('does not listen after 20 s'), 20_000);
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const port = /Forwarding from 127\.0\.0\.1:(\d+) /.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    // Both are read to the end, or kubectl would stop once they are full.
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}
