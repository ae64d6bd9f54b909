import { attempt } from '../../../cli/traffic/attempt';
import { Destination } from '../../../cli/traffic/destination';
import { completion } from '../../../cli/traffic/exchange';
import { eventually } from '../eventually';
import { Example } from '../example';
import { Installation } from '../installation';
import { kubectl } from '../kubectl';
import { removeNamespaces } from '../namespaces';
import { overlaid, SMALL } from '../test-overlay';
import { Load } from './load';
import { FIRST, hostOf, type Revision, writePlatform } from './program';
import { Workload } from './workload';

export const MODELS = 'faults-models';
export const EDGE = 'faults-edge';

/** The shared platform that all faults hit. */
export class Platform {
  /** @param gpus whether model servers have GPUs */
  public static define(gpus: boolean): Platform {
    return new Platform(gpus);
  }

  public readonly installation: Installation;
  public readonly load: Load;
  private revision: Revision = FIRST;
  private readonly added: string[] = [];

  private constructor(public readonly gpus: boolean) {
    this.installation = new Installation(this.written(FIRST));
    this.load = new Load(this.address);
  }

  /** Where the gateway is found. */
  public get address(): string {
    return `gateway-istio.${EDGE}.svc.cluster.local:80`;
  }

  public async install(): Promise<void> {
    await this.installation.install({
      firstRequests: async () => {
        for (const tenant of ['tenant-a', 'tenant-b']) {
          for (const model of ['chat', 'code']) await this.answers(tenant, model);
        }
      },
    });
  }

  /** All Deployments, those that Istio makes too. */
  public get workloads(): Workload[] {
    const made = this.written(this.revision).ofKind('Deployment');
    return [...made.map(({ metadata }) => this.workload(metadata.name)), this.workload('gateway-istio')];
  }

  /** A Deployment by its name. */
  public workload(name: string): Workload {
    return new Workload(name.startsWith('gateway') ? EDGE : MODELS, name);
  }

  /** Applies the platform with something changed, as its owner would. */
  public async change(changed: Partial<Revision>): Promise<void> {
    this.revision = { ...this.revision, ...changed };
    const example = this.written(this.revision);
    this.added.push(...example.namespaces.filter((name) => !this.installation.namespaces.includes(name)));
    const folder = example.write('applied', (object) => overlaid(object, SMALL));
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
    await removeNamespaces([...new Set(this.added)]);
    await this.installation.remove();
  }

  private written(revision: Revision): Example {
    return Example.of('faults', (outdir) => writePlatform(outdir, this.gpus, revision));
  }
}
