import type { Container } from './container';
import { listAt } from './fields';
import type { Workload } from './workload';

/** Flags of one of several pods that serve together. */
const SEVERAL_PODS = [
  'headless',
  'data-parallel-rank',
  'dpn',
  'data-parallel-start-rank',
  'dpr',
  'data-parallel-address',
  'dpa',
  'data-parallel-hybrid-lb',
  'dph',
  'data-parallel-external-lb',
  'dpe',
];

/** vLLM in a container, as far as image and command line tell. */
export class Vllm {
  /** The container of a workload's pods that serves a model with vLLM, if there is one. */
  public static in({ containers }: Workload): Vllm | undefined {
    const container = containers.find((one) => serves(one));
    return container && new Vllm(container);
  }

  /** Flags as the command line writes them, by their names with hyphens: vLLM takes underscores too. */
  private readonly flags: ReadonlyMap<string, string>;

  private constructor(public readonly container: Container) {
    const written = container.words.flatMap((word) => /^--?([A-Za-z][\w-]*)/.exec(word)?.[1] ?? []);
    this.flags = new Map(written.map((flag) => [flag.replaceAll('_', '-'), flag]));
  }

  /** Whether the image is the one of vLLM's makers for GPUs, or a copy of it. */
  public get gpuImage(): boolean {
    return this.container.imageName === 'vllm-openai' && !this.onCpu;
  }

  /** Whether it says that it runs without any GPU. */
  public get onCpu(): boolean {
    const { container } = this;
    return (
      /(^|[-_/:.])cpu([-_.:]|$)/.test(container.image) ||
      container.flag('device') === 'cpu' ||
      container.env('VLLM_TARGET_DEVICE') === 'cpu' ||
      container.env('VLLM_CPU_KVCACHE_SPACE') !== undefined
    );
  }

  /** Seconds for answers in progress when the pod is told to end; `unknown` if a file or the node decides. */
  public get shutdownSeconds(): number | 'unknown' {
    return this.number(0, 'shutdown-timeout') ?? 'unknown';
  }

  /** GPUs that the processes of one pod take; undefined where that is not known or where several pods share the work. */
  public get gpus(): number | undefined {
    const { container } = this;
    const executor = container.flag('distributed-executor-backend');
    const shared =
      executor === 'ray' ||
      executor === 'external_launcher' ||
      this.number(1, 'nnodes', 'n') !== 1 ||
      this.flagged(...SEVERAL_PODS);
    if (shared) return undefined;
    const sizes = [
      this.number(1, 'tensor-parallel-size', 'tp'),
      this.number(1, 'pipeline-parallel-size', 'pp'),
      this.number(1, 'prefill-context-parallel-size', 'pcp'),
      this.flagged('data-parallel-size-local', 'dpl')
        ? this.number(1, 'data-parallel-size-local', 'dpl')
        : this.number(1, 'data-parallel-size', 'dp'),
    ];
    return sizes.reduce<number | undefined>(
      (product, size) => (product === undefined || size === undefined ? undefined : product * size),
      1,
    );
  }

  /** Whether it says how many GPUs one layer or the model is split over. */
  public get statesGpus(): boolean {
    return this.flagged('tensor-parallel-size', 'tp', 'pipeline-parallel-size', 'pp', 'data-parallel-size', 'dp');
  }

  private flagged(...names: string[]): boolean {
    return names.some((name) => this.flags.has(name));
  }

  private number(otherwise: number, ...names: string[]): number | undefined {
    const written = names.flatMap((name) => this.flags.get(name) ?? [])[0];
    if (written === undefined) return this.flagged('config') ? undefined : otherwise;
    const value = Number(this.container.flag(written) || Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  }
}

function serves(container: Container): boolean {
  const { words } = container;
  if (words.some((word, index) => /(^|\/)vllm$/.test(word) && words[index + 1] === 'serve')) return true;
  if (words.some((word) => word.startsWith('vllm.entrypoints.'))) return true;
  return /^vllm-openai(-|$)/.test(container.imageName) && listAt(container.json, 'command').length === 0;
}
