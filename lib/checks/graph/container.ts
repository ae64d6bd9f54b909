import { at, type Fields, fieldsAt, itemsAt, listAt, numberAt, textAt } from './fields';
import { push } from './multimap';

/** A port of a container. */
export interface ContainerPort {
  readonly name?: string;
  readonly number: number;
  readonly protocol: string;
}

/** A container of a pod, with its command line as far as a manifest tells it. */
export class Container {
  public readonly name: string;
  public readonly image: string;
  public readonly ports: readonly ContainerPort[];
  /** Words of command and arguments; those of a shell script count too. Unknown variables stay as `$(NAME)`. */
  public readonly words: readonly string[];
  /** Places of each flag among the words: rules ask for the same ones again and again. */
  private readonly places = new Map<string, number[]>();

  constructor(
    public readonly json: Fields,
    private readonly namespace: string,
  ) {
    this.name = textAt(json, 'name') ?? '';
    this.image = textAt(json, 'image') ?? '';
    this.ports = itemsAt(json, 'ports').map((port) => ({
      name: textAt(port, 'name'),
      number: numberAt(port, 'containerPort') ?? 0,
      protocol: textAt(port, 'protocol') ?? 'TCP',
    }));
    const words = [...listAt(json, 'command'), ...listAt(json, 'args')].map(String);
    this.words = words.flatMap((word) => (/\s/.test(word) && !/^-|^[[{]/.test(word) ? word.split(/\s+/) : [word]));
    for (const [index, word] of this.words.entries()) {
      if (word.startsWith('-')) push(this.places, flagOf(word), index);
    }
  }

  /** Last part of the image's repository: `vllm-openai`. */
  public get imageName(): string {
    return this.image.split('/').at(-1)?.split(/[:@]/)[0] ?? '';
  }

  /**
   * The value of a flag: `--name=value`, `--name value` or, of a flag alone, an empty text. Undefined if the flag is not
   * there or if its value is not known before the pod runs.
   */
  public flag(name: string): string | undefined {
    const words = this.flagWords(name);
    if (words === undefined) return undefined;
    const [value] = words;
    return value === undefined ? '' : this.resolved(value);
  }

  /** All values of a flag that takes several words, such as `--served-model-name a b`. */
  public flagWords(name: string): string[] | undefined {
    const index = this.places.get(name)?.[0];
    return index === undefined ? undefined : [...this.attached(index), ...this.following(index)];
  }

  /** A variable with a value of its own. */
  public env(name: string): string | undefined {
    const variable = itemsAt(this.json, 'env').find((one) => one.name === name);
    const field = textAt(variable, 'valueFrom', 'fieldRef', 'fieldPath');
    return field === 'metadata.namespace' ? this.namespace : textAt(variable, 'value');
  }

  /** What the container may take at most of a resource, or else what it asks for. */
  public resource(name: string): string | undefined {
    return textAt(this.json, 'resources', 'limits', name) ?? textAt(this.json, 'resources', 'requests', name);
  }

  /** Seconds that the pod goes on serving before it is told to end: the sleep of its preStop hook. */
  public get preStopSeconds(): number {
    const preStop = fieldsAt(this.json, 'lifecycle', 'preStop');
    const sleep = numberAt(preStop, 'sleep', 'seconds');
    if (sleep !== undefined) return sleep;
    const command = listAt(preStop, 'exec', 'command').map(String).join(' ');
    return Number(/\bsleep (\d+)/.exec(command)?.[1] ?? 0);
  }

  /** A probe: `startupProbe`, `livenessProbe` or `readinessProbe`. */
  public probe(name: string): Fields | undefined {
    return at(this.json, name) === undefined ? undefined : fieldsAt(this.json, name);
  }

  /** The number of a port that is given by name or number. */
  public portNumber(port: unknown): number | undefined {
    if (typeof port === 'number') return port;
    return this.ports.find(({ name }) => name === port)?.number;
  }

  /** All values of a flag, wherever it stands: of `--name=value` the value, of `--name a b` both words. */
  public flagValues(name: string): string[] {
    return (this.places.get(name) ?? []).flatMap((index) => {
      const attached = this.attached(index);
      return attached.length > 0 ? attached : this.following(index);
    });
  }

  /** A word with its variables filled in and its quotes off; undefined if a value is not known before the pod runs. */
  public resolved(word: string): string | undefined {
    const value = word.replace(/^(["'])(.*)\1$/, '$2');
    let known = true;
    const text = value.replace(/\$[({]([A-Za-z_]\w*)[)}]/g, (_, name: string) => {
      const variable = this.env(name);
      known &&= variable !== undefined;
      return variable ?? '';
    });
    return known && !/\$\w/.test(text) ? text : undefined;
  }

  /** The value that stands in one word with its flag. */
  private attached(index: number): string[] {
    const word = this.words[index] ?? '';
    return word.includes('=') ? [word.slice(word.indexOf('=') + 1)] : [];
  }

  /** The words after a flag, up to the next one. */
  private following(index: number): string[] {
    const rest = this.words.slice(index + 1);
    const end = rest.findIndex((word) => word.startsWith('-') || word === '\\');
    return end === -1 ? rest : rest.slice(0, end);
  }
}

/** Name of a flag, without its value: Go takes one dash or two. */
function flagOf(word: string): string {
  const start = word.startsWith('--') ? 2 : 1;
  const end = word.indexOf('=');
  return word.slice(start, end === -1 ? undefined : end);
}
