import type { Container } from './container';
import { itemsAt } from './fields';
import type { Workload } from './workload';

/** Whose program it is: flags, rights and defaults differ. */
export enum Flavour {
  /** Gateway API Inference Extension. */
  GIE = 'gie',
  /** Its successor, llm-d-router. */
  LLM_D = 'llm-d',
  /** The conformance picker of the Gateway API Inference Extension. */
  LIGHT = 'lwepp',
  /** Somebody else's. */
  OTHER = 'other',
}

/** Image names of pickers, without registry. */
const PICKERS: Readonly<Record<string, Flavour>> = {
  epp: Flavour.GIE,
  lwepp: Flavour.LIGHT,
  'llm-d-router-endpoint-picker': Flavour.LLM_D,
  'llm-d-inference-scheduler': Flavour.LLM_D,
};
const ROUTERS: Readonly<Record<string, Flavour>> = {
  bbr: Flavour.GIE,
  'llm-d-inference-payload-processor': Flavour.LLM_D,
};

/** A program that proxies ask over ext_proc: an endpoint picker or a body-based router. */
export class ExtProc {
  private static readonly pickers = new WeakMap<Workload, ExtProc | null>();

  /** The endpoint picker that a workload runs, as far as its flags or its image tell. */
  public static pickerIn(workload: Workload): ExtProc | undefined {
    const known = ExtProc.pickers.get(workload);
    if (known !== undefined) return known ?? undefined;
    const container = workload.containers.find(
      (one) =>
        flavourOf(one, PICKERS) !== undefined ||
        one.words.some((word) => /^--?(pool-name|endpoint-selector)(=|$)/.test(word)),
    );
    const picker = container && new ExtProc(workload, container, flavourOf(container, PICKERS) ?? Flavour.OTHER, 9002);
    ExtProc.pickers.set(workload, picker ?? null);
    return picker;
  }

  /** The body-based router that a workload runs. */
  public static routerIn(workload: Workload): ExtProc | undefined {
    const container = workload.containers.find(
      (one) =>
        flavourOf(one, ROUTERS) !== undefined || one.words.some((word) => word.includes('base-model-to-header:')),
    );
    return container && new ExtProc(workload, container, flavourOf(container, ROUTERS) ?? Flavour.OTHER, 9004);
  }

  private constructor(
    public readonly workload: Workload,
    public readonly container: Container,
    public readonly flavour: Flavour,
    private readonly defaultPort: number,
  ) {}

  /** Major and minor version by the image's tag, as a number: 1.05 is v1.5. */
  public get version(): number | undefined {
    const [, major, minor] = /:v?(\d+)\.(\d+)/.exec(this.container.image.split('/').at(-1) ?? '') ?? [];
    return major === undefined ? undefined : Number(major) + Number(minor) / 100;
  }

  /** Port on which it is asked; undefined if that is not known. */
  public get port(): number | undefined {
    if (!this.has('grpc-port')) return this.flavour === Flavour.OTHER ? undefined : this.defaultPort;
    const port = Number(this.container.flag('grpc-port'));
    return Number.isInteger(port) ? port : undefined;
  }

  /** Whether a flag is there, with or without a value. */
  public has(flag: string): boolean {
    return this.container.flagWords(flag) !== undefined;
  }

  /** A flag that is on or off, read as the program reads it: only `--flag=false` is off. */
  public isOn(flag: string, fallback: boolean): boolean | undefined {
    if (!this.has(flag)) return fallback;
    if (!this.container.words.some((word) => word.replace(/^--?/, '').startsWith(`${flag}=`))) return true;
    const value = this.container.flag(flag)?.toLowerCase();
    if (value === undefined) return undefined;
    return !['false', 'f', '0'].includes(value);
  }

  /** Whether a variable is set, from wherever. */
  public hasEnv(name: string): boolean {
    return itemsAt(this.container.json, 'env').some((one) => one.name === name);
  }
}

function flavourOf({ imageName }: Container, table: Readonly<Record<string, Flavour>>): Flavour | undefined {
  return Object.hasOwn(table, imageName) ? table[imageName] : undefined;
}
