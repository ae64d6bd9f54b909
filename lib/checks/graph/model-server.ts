import type { Container } from './container';
import type { Graph } from './graph';
import type { Pool } from './pool';
import type { Workload } from './workload';

/** Ports of servers that are told none. */
const DEFAULT_PORTS: readonly { readonly program: RegExp; readonly port: number }[] = [
  { program: /(^|\/)vllm(-openai[\w-]*)?$|^vllm\.entrypoints\.openai\.|(^|\/)llm-d-inference-sim$/, port: 8000 },
  { program: /(^|\/)sglang$|^sglang\.launch_server$/, port: 30_000 },
];

/** A container that serves a model, as far as its command line tells. */
export class ModelServer {
  /** What serves models in a workload: routing sidecars do not. */
  public static in(workload: Workload): ModelServer | undefined {
    const container = workload.containers.find(
      (one) => ['model', 'served-model-name', 'model-path'].some((flag) => given(one, flag)) || programOf(one),
    );
    return container && new ModelServer(container);
  }

  private constructor(public readonly container: Container) {}

  /** Names that it answers to, without adapters; undefined if they are not known. */
  public get names(): readonly string[] | undefined {
    const served = this.values('served-model-name');
    if (given(this.container, 'served-model-name')) return all(served);
    const { words } = this.container;
    const positional = words[words.indexOf('serve') + 1];
    const model =
      [...this.values('model'), ...this.values('model-path')][0] ??
      (words.includes('serve') && positional !== undefined && !positional.startsWith('-')
        ? this.container.resolved(positional)
        : undefined);
    return model === undefined ? undefined : [model];
  }

  /** Names of its adapters; undefined if more may be loaded while it runs. */
  public get adapters(): readonly string[] | undefined {
    const { container } = this;
    const runtime = /^(1|true)$/i.test(container.env('VLLM_ALLOW_RUNTIME_LORA_UPDATING') ?? '');
    const modules = container.flagValues(flagName(container, 'lora-modules'));
    if (runtime || (modules.length === 0 && given(container, 'enable-lora'))) return undefined;
    return all(modules.flatMap((word) => adapterNames(word)));
  }

  private values(flag: string): (string | undefined)[] {
    return this.container.flagValues(flagName(this.container, flag)).map((word) => this.container.resolved(word));
  }
}

/** Ports that a container listens on by its command line; undefined if that does not say. */
export function listensOn(container: Container): readonly number[] | undefined {
  const told = container.flagValues('port').map((word) => Number(container.resolved(word) ?? Number.NaN));
  if (told.some((port) => !Number.isInteger(port))) return undefined;
  const fallback = given(container, 'config') ? undefined : programOf(container)?.port;
  const first = told.length > 0 ? told : fallback === undefined ? undefined : [fallback];
  // Data-parallel ranks listen on the ports that follow.
  const ranks = Number(container.flag(flagName(container, 'data-parallel-size')) ?? 1) || 1;
  return first?.flatMap((port) => Array.from({ length: Math.min(ranks, 64) }, (_, rank) => port + rank));
}

/** What the pods of a pool answer to, or undefined if that is not known. */
export function namesServed(graph: Graph, { manifest, selector }: Pool): readonly string[] | undefined {
  const servers = serversOf(graph, { manifest, selector });
  const names = servers.map((server) => server?.names);
  return servers.length === 0 || names.includes(undefined)
    ? undefined
    : [...new Set(names.flatMap((one) => one ?? []))];
}

/** Adapters of the pods of a pool, or undefined if they are not known. */
export function adaptersServed(graph: Graph, pool: Pool): readonly string[] | undefined {
  const adapters = serversOf(graph, pool).map((server) => server?.adapters);
  return adapters.includes(undefined) ? undefined : [...new Set(adapters.flatMap((one) => one ?? []))];
}

function serversOf(graph: Graph, { manifest, selector }: Pick<Pool, 'manifest' | 'selector'>) {
  return graph.workloadsSelected(manifest.namespace, selector).map((workload) => ModelServer.in(workload));
}

/** The program by the command line, or by the image if the container has no command of its own. */
function programOf(container: Container) {
  const { json, imageName, words } = container;
  const hints = json.command === undefined ? [...words, imageName] : words;
  return DEFAULT_PORTS.find(({ program }) => hints.some((hint) => program.test(hint)));
}

/** vLLM takes `_` for `-`. */
function flagName(container: Container, flag: string): string {
  return container.flagWords(flag) === undefined ? flag.replaceAll('-', '_') : flag;
}

function given(container: Container, flag: string): boolean {
  return container.flagWords(flagName(container, flag)) !== undefined;
}

function all(values: readonly (string | undefined)[]): string[] | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : undefined;
}

/** Names in `name=path` or in JSON. */
function adapterNames(word: string): (string | undefined)[] {
  const text = word.replace(/^(["'])(.*)\1$/, '$2');
  if (!/^[[{]/.test(text)) return [text.split('=')[0]];
  try {
    return [JSON.parse(text)]
      .flat()
      .map((one: { name?: unknown }) => (typeof one.name === 'string' ? one.name : undefined));
  } catch {
    return [undefined];
  }
}
