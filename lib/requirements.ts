import { Yaml } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { validateAtSynth } from './checks/validation';
import type { ObjectProps } from './private/object';

/**
 * One object, or some fields of it, that somebody else must add.
 *
 * @internal
 */
export interface _Requirement {
  readonly namespace: string;
  /** One sentence: what it is for. */
  readonly why: string;
  readonly object: ObjectProps;
}

const perApp = new WeakMap<IConstruct, Requirements>();

/**
 * What the owners of Gateways, pools and namespaces that an App only refers to must add, so that its requests arrive. It
 * is printed once at synth, and never rendered.
 *
 * Apply it on the server's side and under a name of its own (`kubectl apply --server-side --field-manager TEAM`): where an
 * object exists already, only the fields named here change, and none that somebody else has set otherwise. Under the name
 * that the owner applies the object with, its other fields would go.
 */
export class Requirements {
  /** The requirements of the App that a construct belongs to, complete once all constructs are made. */
  public static of(scope: IConstruct): Requirements {
    const root = scope.node.root;
    const requirements = perApp.get(root) ?? new Requirements();
    perApp.set(root, requirements);
    return requirements;
  }

  private readonly sources: (() => _Requirement[])[] = [];
  private printed = '';

  private constructor() {}

  /** Namespaces whose owners must add something. */
  public get namespaces(): string[] {
    return [...new Set(this.all().map(({ namespace }) => namespace))].sort();
  }

  /** Manifests for the owner of a namespace. */
  public manifests(namespace: string): { [field: string]: unknown }[] {
    return this.of(namespace).map(manifest);
  }

  /** YAML for the owner of a namespace, which says what each object is for; empty if nothing must be added. */
  public toYaml(namespace: string): string {
    const documents = this.of(namespace).map((one) => `# ${one.why}\n${Yaml.stringify(manifest(one))}`);
    if (documents.length === 0) return '';
    return `# to be applied by the owner of namespace '${namespace}': kubectl apply --server-side --field-manager TEAM -f FILE\n${documents.join('---\n')}`;
  }

  /**
   * Adds what a construct asks of others, known only once the whole program is made.
   *
   * @internal
   */
  public static _add(scope: IConstruct, source: () => _Requirement[]): void {
    const requirements = Requirements.of(scope);
    if (requirements.sources.length === 0) {
      validateAtSynth(scope.node.root, () => requirements.print());
    }
    requirements.sources.push(source);
  }

  /**
   * ReferenceGrants that owners are asked for: references count on them.
   *
   * @internal
   */
  public _grants(): { [field: string]: unknown }[] {
    return this.all()
      .filter(({ object }) => object.kind === 'ReferenceGrant')
      .map(manifest);
  }

  private all(): _Requirement[] {
    return this.sources.flatMap((source) => source());
  }

  private of(namespace: string): _Requirement[] {
    return this.all().filter((one) => one.namespace === namespace);
  }

  /** cdk8s validates once for every chart. */
  private print(): string[] {
    const text = this.namespaces.map((namespace) => this.toYaml(namespace)).join('---\n');
    if (text !== this.printed) process.stderr.write(text);
    this.printed = text;
    return [];
  }
}

function manifest({ namespace, object }: _Requirement): { [field: string]: unknown } {
  const { apiVersion, kind, name, labels, annotations, ...fields } = object;
  const place = kind === 'Namespace' ? undefined : namespace;
  const whole = { apiVersion, kind, metadata: { name, namespace: place, labels, annotations }, ...fields };
  // What is undefined would be written as null, which the API server reads as a wish to remove it.
  return JSON.parse(JSON.stringify(whole));
}
