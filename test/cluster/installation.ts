import { waitForConditions } from './conditions';
import { printDiagnosis } from './diagnosis';
import type { Example } from './example';
import { apply, type KubeObject, kubectl, list, type Outcome, run } from './kubectl';
import { removeNamespaces, waitUntilFree } from './namespaces';
import { overlaid, SMALL, type TestOverlay } from './test-overlay';

/** The one sentence that Istio says about every EnvoyFilter, whatever it contains. */
const ENVOY_FILTER_WARNING = /^Warning: EnvoyFilter exposes internal implementation details/;

/** Kinds that no namespace takes with it. */
const CLUSTER_WIDE = ['ValidatingAdmissionPolicyBinding', 'ValidatingAdmissionPolicy'];

const APPLY = ['apply', '--server-side', '-f'];

/** What one installation has beside its manifests. */
export interface Steps {
  /** Makes what the example only names, such as Secrets, once there are namespaces. */
  readonly prepare?: () => Promise<void>;
  /** Longest wait for one Deployment. */
  readonly seconds?: number;
  /** Opens doors and asks until it is answered: conditions do not tell when the last proxy has its configuration. */
  readonly firstRequests: () => Promise<void>;
}

/** An example on the cluster: from its first Namespace to the removal of its last. */
export class Installation {
  /** What a dry run before the first apply said; nothing is good. */
  public saidByDryRun = '';
  private readonly made: string[] = [];

  /**
   * @param overlays applied one after the other; the last one stays
   * @param foreign namespaces that the example leaves to others
   */
  public constructor(
    public readonly example: Example,
    private readonly overlays: readonly TestOverlay[] = [SMALL],
    private readonly foreign: readonly KubeObject[] = [],
  ) {}

  /** Names of all namespaces that it has something in. */
  public get namespaces(): string[] {
    return [...this.example.namespaces, ...this.foreign.map(({ metadata }) => metadata.name)];
  }

  /** Makes the namespaces and has the API server judge all that is rendered; nothing else is applied. */
  public async judge(): Promise<void> {
    await this.makeNamespaces();
    this.saidByDryRun = await this.dryRun();
  }

  /** Makes the namespaces, has the API server judge all that is rendered, applies everything, and waits for it. */
  public async install({ prepare = async () => {}, seconds = 180, firstRequests }: Steps): Promise<void> {
    try {
      await this.makeNamespaces();
      await prepare();
      this.saidByDryRun = await this.dryRun();
      for (const overlay of this.overlays) {
        await kubectl([...APPLY, this.write(overlay)]);
        await this.waitUntilReady(seconds);
      }
      await firstRequests();
    } catch (error) {
      await printDiagnosis(this.made);
      throw error;
    }
  }

  /** Applies everything once more. */
  public async applyAgain(): Promise<void> {
    await kubectl([...APPLY, this.write(this.last)]);
  }

  /** What another apply would change; nothing is good. */
  public async difference(): Promise<string> {
    const { code, stdout, stderr } = await run('kubectl', ['diff', '--server-side', '-f', this.write(this.last)]);
    return code === 0 ? stdout : stdout + stderr;
  }

  /** All pods by name, with what would tell a restart. */
  public async pods(): Promise<string[]> {
    const pods = await Promise.all(this.namespaces.map((namespace) => list('pods', namespace)));
    return pods
      .flat()
      .map(({ metadata, status }) => {
        const { containerStatuses = [] } = (status ?? {}) as { containerStatuses?: { restartCount: number }[] };
        return `${metadata.namespace}/${metadata.name} ${containerStatuses.map((each) => each.restartCount)}`;
      })
      .sort();
  }

  public async diagnose(): Promise<void> {
    await printDiagnosis(this.made);
  }

  /** Removes what was made. */
  public async remove(): Promise<void> {
    for (const kind of CLUSTER_WIDE) {
      for (const { metadata } of this.example.ofKind(kind)) {
        await kubectl(['delete', kind, metadata.name, '--ignore-not-found']);
      }
    }
    await removeNamespaces(this.made);
  }

  /** Makes the namespaces, which enforce Pod Security and warn, or fails if one of them exists. */
  private async makeNamespaces(): Promise<void> {
    const { namespaces } = this;
    for (const namespace of namespaces) await waitUntilFree(namespace);
    const folder = this.example.write('namespaces', (object) => (object.kind === 'Namespace' ? object : undefined));
    this.made.push(...namespaces);
    if (this.example.namespaces.length > 0) await kubectl([...APPLY, folder]);
    for (const namespace of this.foreign) await apply(namespace);
  }

  /** Has the API server judge all that is rendered, unchanged. */
  private async dryRun(): Promise<string> {
    const isFilter = (kind: string) => kind === 'EnvoyFilter';
    const strict = this.example.write('dry-run', (object) => (isFilter(object.kind) ? undefined : object));
    const filters = this.example.write('dry-run-filters', (object) => (isFilter(object.kind) ? object : undefined));
    const judged = await run('kubectl', [...APPLY, strict, '--dry-run=server', '--warnings-as-errors']);
    if (this.example.ofKind('EnvoyFilter').length === 0) return complaints(judged).join('\n');
    const filtersJudged = await run('kubectl', [...APPLY, filters, '--dry-run=server']);
    return [...complaints(judged), ...complaints(filtersJudged, ENVOY_FILTER_WARNING)].join('\n');
  }

  /** Waits for all conditions that the example's objects report. */
  private async waitUntilReady(seconds: number): Promise<void> {
    const { example } = this;
    for (const gateway of example.ofKind('Gateway')) {
      await waitForConditions(gateway, ['Accepted', 'Programmed'], 60);
      await rollout(`${gateway.metadata.name}-istio`, gateway.metadata.namespace, seconds);
    }
    for (const { metadata } of example.ofKind('Deployment')) await rollout(metadata.name, metadata.namespace, seconds);
    for (const kind of ['HTTPRoute', 'InferencePool']) {
      for (const object of example.ofKind(kind)) await waitForConditions(object, ['Accepted', 'ResolvedRefs'], 30);
    }
  }

  private get last(): TestOverlay {
    return this.overlays[this.overlays.length - 1] ?? SMALL;
  }

  private write(overlay: TestOverlay): string {
    return this.example.write('applied', (object) => overlaid(object, overlay));
  }
}

async function rollout(name: string, namespace: string | undefined, seconds: number): Promise<void> {
  const args = ['rollout', 'status', `deployment/${name}`, '-n', namespace ?? 'default', `--timeout=${seconds}s`];
  await kubectl(args, { seconds: seconds + 10 });
}

function complaints({ code, stderr }: Outcome, allowed?: RegExp): string[] {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !allowed?.test(line));
  return code === 0 || lines.length > 0 ? lines : [`ended with ${code}`];
}
