import { ApiObject, Chart, Names } from 'cdk8s';
import { Construct, Dependable, type IConstruct, type IDependable } from 'constructs';
import { changed } from './checks/synthesis';
import { Cluster } from './cluster';
import { defaultDeny } from './network/network-policy';
import { checkLabel, NAMESPACE_NAME } from './private/labels';
import { dnsLabel } from './private/names';
import { namespaceOf, render } from './private/object';

interface Entry {
  readonly labels: Map<string, string>;
  owner?: Chart;
  object?: ApiObject;
  defaultDeny?: ApiObject;
}

const perApp = new WeakMap<IConstruct, Namespaces>();

/**
 * The namespaces of an App: one Namespace object for each that a construct of this library lives in.
 *
 * A namespace is made in the first file that needs it (charts are applied in the order of their names), enforces Pod
 * Security `restricted`, denies all traffic that no policy allows, and is never pruned by Argo CD, Flux or Helm.
 */
export class Namespaces {
  /** The namespaces of the App that a construct belongs to. */
  public static of(scope: IConstruct): Namespaces {
    const root = scope.node.root;
    const namespaces = perApp.get(root) ?? new Namespaces();
    perApp.set(root, namespaces);
    return namespaces;
  }

  private readonly entries = new Map<string, Entry>();
  private readonly foreign = new Set<string>();

  private constructor() {}

  /**
   * Leaves a namespace to its owner: neither a Namespace object nor a default-deny policy is rendered for it.
   *
   * @throws if it is rendered already: call this before the constructs in it
   */
  public existing(namespace: string): void {
    dnsLabel('namespace', namespace);
    if (this.entries.has(namespace)) {
      throw new Error(
        `'namespace' (${namespace}) is rendered already or has labels: call Namespaces.of(app).existing('${namespace}') before the constructs in it, and have its owner label it`,
      );
    }
    this.foreign.add(namespace);
  }

  /**
   * Whether a namespace is left to its owner.
   *
   * @internal
   */
  public _isExisting(namespace: string): boolean {
    return this.foreign.has(namespace);
  }

  /**
   * Adds labels to a namespace. Labels of several callers are merged.
   *
   * @throws if a label has another value already, or if the namespace is left to its owner
   */
  public label(namespace: string, labels: { [key: string]: string }): void {
    if (this.foreign.has(namespace)) {
      throw new Error(`'namespace' (${namespace}) is left to its owner: have these labels added there`);
    }
    const entry = this.entry(namespace);
    for (const [key, value] of Object.entries(labels)) {
      checkLabel(`'labels' of namespace '${namespace}'`, key, value);
      const other = entry.labels.get(key);
      if (other !== undefined && other !== value) {
        throw new Error(
          `'labels' of namespace '${namespace}' contradict each other: '${key}' is '${other}' already and cannot be '${value}': write one of them`,
        );
      }
      entry.labels.set(key, value);
      entry.object?.metadata.addLabel(key, value);
    }
    if (entry.object !== undefined) changed(entry.object);
  }

  /**
   * The objects of a namespace: Namespace and default-deny NetworkPolicy. Ask for them after the constructs are made,
   * since a namespace moves to the first file that needs it.
   *
   * @throws if no construct lives in it, or if it is left to its owner
   */
  public objects(namespace: string): ApiObject[] {
    const { object, defaultDeny } = this.entries.get(namespace) ?? {};
    if (object === undefined || defaultDeny === undefined) {
      throw new Error(`'namespace' (${namespace}) is not rendered by this App: name one that a construct lives in`);
    }
    return [object, defaultDeny];
  }

  /**
   * Makes sure that the namespace of a construct exists in its chart's file or in one that is applied before. Called in
   * front of the construct's own `super()`, so that the namespace stands first in its file.
   *
   * @internal
   */
  public static _before(scope: Construct): Construct {
    Namespaces.of(scope).use(scope);
    return scope;
  }

  private use(scope: Construct): void {
    const namespace = dnsLabel('namespace', namespaceOf(scope));
    if (this.foreign.has(namespace)) return;
    const chart = Chart.of(scope);
    const entry = this.entry(namespace);
    if (entry.owner === undefined) this.make(namespace, entry, chart);
    else if (fileOf(chart) < fileOf(entry.owner)) {
      entry.owner.node.tryRemoveChild('Namespace');
      this.make(namespace, entry, chart);
    }
  }

  private entry(namespace: string): Entry {
    const entry = this.entries.get(namespace) ?? { labels: new Map() };
    this.entries.set(namespace, entry);
    return entry;
  }

  private make(namespace: string, entry: Entry, chart: Chart): void {
    if (entry.owner === undefined) this.label(namespace, securityLabels(namespace, chart));
    entry.owner = chart;
    const earlier = chart.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
    const scope = new Construct(chart, 'Namespace');
    // Objects that were made before are applied after it too, as long as it stands in their file.
    const first: IDependable = {};
    Dependable.implement(first, {
      get dependencyRoots() {
        return entry.owner === chart ? [scope] : [];
      },
    });
    for (const object of earlier) if (Chart.of(object) === chart) object.node.addDependency(first);
    entry.object = render(scope, 'Resource', {
      apiVersion: 'v1',
      kind: 'Namespace',
      name: namespace,
      labels: Object.fromEntries(entry.labels),
    });
    entry.defaultDeny = defaultDeny(scope);
  }
}

function securityLabels(namespace: string, scope: IConstruct): Record<string, string> {
  const level = (mode: string) => ({
    [`pod-security.kubernetes.io/${mode}`]: 'restricted',
    [`pod-security.kubernetes.io/${mode}-version`]: `v${Cluster.of(scope).kubernetesVersion}`,
  });
  return { [NAMESPACE_NAME]: namespace, ...level('enforce'), ...level('warn'), ...level('audit') };
}

/** Name of a chart's file, up to where the names of two files can differ. */
function fileOf(chart: Chart): string {
  return `${Names.toDnsLabel(chart)}.`;
}
