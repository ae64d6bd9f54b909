import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Versions } from '../../lib';

/** Values of a chart, as `--set` takes them. */
export type Values = Readonly<Record<string, string | number | boolean>>;

/** Which of its examples stand around a pool. */
export interface Examples {
  readonly server?: string;
  /** Label `app` of the model servers, and the name of the pool. */
  readonly app?: string;
  readonly gateway?: string;
}

const SERVER = 'vllm-qwen3-32b';

/** Charts and example manifests of the Gateway API Inference Extension, in the version of the lock. */
export class Upstream {
  /** Fetches them as a Go module, whose folder is read-only, and copies them. */
  public static fetched(): Upstream {
    const folder = mkdtempSync(join(tmpdir(), 'foreign-'));
    const answer = run('go', ['mod', 'download', '-json', Versions.INFERENCE_EXTENSION.module ?? '']);
    run('cp', ['-R', join(JSON.parse(answer).Dir, 'config'), folder]);
    run('chmod', ['-R', 'u+w', folder]);
    run('helm', ['dependency', 'build', join(folder, 'config/charts/inferencepool')]);
    return new Upstream(folder);
  }

  private constructor(private readonly folder: string) {}

  /** A file of its examples. */
  public manifest(path: string): string {
    return readFileSync(join(this.folder, 'config/manifests', path), 'utf8');
  }

  /** The values of a chart, as it brings them. */
  public values(chart: string): unknown {
    return parse(readFileSync(join(this.folder, 'config/charts', chart, 'values.yaml'), 'utf8'));
  }

  /** What a chart renders for a release in namespace `models`. */
  public chart(name: string, release: string, values: Values = {}): string {
    const sets = Object.entries(values).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    return run('helm', ['template', release, join(this.folder, 'config/charts', name), '-n', 'models', ...sets]);
  }

  /**
   * All that a pool needs: a namespace of which everything is known, a gateway, model servers, and the chart with a
   * route.
   */
  public pool(
    values: Values = {},
    { server = 'vllm/sim-deployment.yaml', app = SERVER, gateway }: Examples = {},
  ): string {
    const own = values['provider.name'] === 'istio' ? 'istio' : 'agentgateway';
    return [
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: models }\n',
      this.manifest(`gateway/${gateway ?? own}/gateway.yaml`),
      this.manifest(server),
      this.chart('inferencepool', app, {
        'inferencePool.modelServers.matchLabels.app': app,
        'experimentalHttpRoute.enabled': true,
        ...values,
      }),
    ].join('\n---\n');
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function run(program: string, args: string[]): string {
  return execFileSync(program, args, { cwd: tmpdir(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
