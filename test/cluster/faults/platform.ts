import { attempt } from '../../../cli/traffic/attempt';
import { Destination } from '../../../cli/traffic/destination';
import { completion } from '../../../cli/traffic/exchange';
import { type Way, wayTo } from '../address';
import { eventually } from '../eventually';
import { Example } from '../example';
import { Installation } from '../installation';
import { kubectl } from '../kubectl';
import { removeNamespaces } from '../namespaces';
import { PortForward } from '../port-forward';
import { overlaid, SMALL } from '../test-overlay';
import { Load } from './load';
import { FIRST, hostOf, type Revision, writePlatform } from './program';
import { Retries } from './retries';
import { Workload } from './workload';

export const MODELS = 'faults-models';
export const EDGE = 'faults-edge';
export const PROXIES = 'gateway-istio';

const HTTP_PORT = 80;

/** The shared platform that all faults hit. */
export class Platform {
  public readonly installation: Installation;
  private revision: Revision = FIRST;
  private revisions = 1;
  private example: Example;
  private way: Way = { why: 'nothing is installed' };
  private forward?: PortForward;
  private address = '';
  private readonly added = new Set<string>();

  /** @param gpus whether model servers have GPUs */
  public constructor(private readonly gpus: boolean) {
    this.example = this.written();
    this.installation = new Installation(this.example);
  }

  public async install(): Promise<void> {
    const gateway = this.example.only('Gateway');
    await this.installation.install({
      firstRequests: async () => {
        this.way = await wayTo(gateway, HTTP_PORT);
        const { host } = this.way;
        if (host === undefined) this.forward = await PortForward.open(EDGE, `service/${PROXIES}`, HTTP_PORT);
        this.address = host === undefined ? `127.0.0.1:${this.forward?.port}` : `${host}:${HTTP_PORT}`;
        for (const tenant of ['tenant-a', 'tenant-b']) {
          for (const model of ['chat', 'code']) await this.answers(tenant, model);
        }
      },
    });
  }

  /** Why the gateway's pods may not be touched: undefined if it is found by an address. */
  public get tiedToOneProxy(): string | undefined {
    return this.way.host === undefined ? `a port-forward leads to one of its pods only: ${this.way.why}` : undefined;
  }

  public get load(): Load {
    return new Load(this.address);
  }

  /** What its proxies counted since they began. */
  public retries(): Promise<Retries> {
    return Retries.of(this.example.only('Gateway'));
  }

  /** All Deployments, those that Istio makes too. */
  public get workloads(): Workload[] {
    const made = this.example.ofKind('Deployment');
    const proxies = this.tiedToOneProxy === undefined ? [this.workload(PROXIES)] : [];
    return [...made.map(({ metadata }) => this.workload(metadata.name)), ...proxies];
  }

  /** A Deployment by its name. */
  public workload(name: string): Workload {
    return new Workload(name.startsWith('gateway') ? EDGE : MODELS, name);
  }

  /** Applies the platform with something changed, as its owner would. */
  public async change(changed: Partial<Revision>): Promise<void> {
    this.revision = { ...this.revision, ...changed };
    this.revisions += 1;
    this.example = this.written();
    for (const namespace of this.example.namespaces) {
      if (!this.installation.namespaces.includes(namespace)) this.added.add(namespace);
    }
    const folder = this.example.write('applied', (object) => overlaid(object, SMALL));
    await kubectl(['apply', '--server-side', '-f', folder]);
  }

  /** Waits until a tenant's request for a model is answered; returns how many seconds that took. */
  public async answers(tenant: string, model: string): Promise<number> {
    const destination = new Destination({ origin: `http://${hostOf(tenant)}`, address: this.address });
    const begin = performance.now();
    try {
      await eventually(60, async () => {
        const { ok, status, error } = await attempt(destination, completion(model, 1));
        if (!ok) throw new Error(`${tenant} is not answered by ${model}: ${error ?? status}`);
      });
      return Math.round((performance.now() - begin) / 100) / 10;
    } finally {
      destination.close();
    }
  }

  public async remove(): Promise<void> {
    await this.forward?.close();
    await removeNamespaces([...this.added]);
    await this.installation.remove();
  }

  private written(): Example {
    return Example.of(`faults-${this.revisions}`, (outdir) => writePlatform(outdir, this.gpus, this.revision));
  }
}
