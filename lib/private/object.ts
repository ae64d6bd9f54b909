import { ApiObject, type ApiObjectProps, App, Chart, JsonPatch } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { clusterScoped } from '../checks/graph/manifest';
import { alreadyRendered, changed, judgeAtSynth } from '../checks/synthesis';
import { Delivery } from '../delivery/delivery';
import { neverPrune } from '../delivery/never-prune';
import { type Json, mergeByKey } from './merge';
import { plainObject } from './plain';

/** Fields of an object that is rendered: what is not metadata is passed through as it is. */
export interface ObjectProps {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly [field: string]: unknown;
}

/** Annotation with the path of the construct that renders an object: who sees the object in a cluster finds its code. */
export const CONSTRUCT_PATH = 'cdk8s-inference-gateway/construct-path';

/** Resolvers that every App of cdk8s has. */
const DEFAULT_RESOLVERS = 3;

const BRAND = Symbol.for('cdk8s-inference-gateway.ManifestObject');

/** An ApiObject whose rendered fields can be overlaid: see `Overlay`. */
export class ManifestObject extends ApiObject {
  /** `instanceof` cannot tell: ApiObject answers it for all its kinds, and there may be two copies of this library. */
  public static isManifestObject(object: ApiObject): object is ManifestObject {
    return BRAND in object;
  }

  private readonly overlays: Json[] = [];
  private readonly operations: JsonPatch[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly fields: ApiObjectProps,
  ) {
    super(scope, id, fields);
    Object.defineProperty(this, BRAND, { value: true });
  }

  public overlay(patch: Json): void {
    this.overlays.push(patch);
    changed(this);
  }

  public override addJsonPatch(...operations: JsonPatch[]): void {
    super.addJsonPatch(...operations);
    this.operations.push(...operations);
    changed(this);
  }

  public override toJson(): Json {
    return alreadyRendered(this) ?? this.overlaid();
  }

  private overlaid(): Json {
    const json: Json = this.patched() ?? super.toJson();
    return this.overlays.reduce((object, patch) => mergeByKey(object, patch), json);
  }

  /**
   * What `super.toJson()` yields, in a third of its time: cdk8s asks every resolver of the App about every value. Undefined
   * where the App has resolvers of its own, or where a value is not plain.
   */
  private patched(): Json | undefined {
    const { root } = this.node;
    if (!(root instanceof App) || root.resolvers.length !== DEFAULT_RESOLVERS) return undefined;
    const json = plainObject({ ...this.fields, metadata: this.metadata.toJson() });
    if (json === undefined) return undefined;
    const { apiVersion, kind, metadata, ...rest } = JsonPatch.apply(json, ...this.operations);
    return { apiVersion, kind, metadata, ...rest };
  }
}

const rendered = new WeakMap<IConstruct, Map<string, ManifestObject>>();

function stillInTree(construct: IConstruct): boolean {
  const { scope, id } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && stillInTree(scope));
}

function register(object: ManifestObject): void {
  judgeAtSynth(object.node.root);
  changed(object);
  const objects = rendered.get(object.node.root) ?? new Map<string, ManifestObject>();
  rendered.set(object.node.root, objects);
  const place = clusterScoped(object.kind) ? object.name : `${object.metadata.namespace}/${object.name}`;
  const key = `${object.apiGroup} ${object.kind} ${place}`;
  const other = objects.get(key);
  if (other !== undefined && stillInTree(other)) {
    throw new Error(
      `'name' (${object.name}): ${object.kind} ${place} is rendered by '${other.node.path}' already: give '${object.node.scope?.node.path}' another 'name'`,
    );
  }
  objects.set(key, object);
}

/**
 * Renders one object under a predictable name, in the namespace of its chart if its kind has namespaces.
 *
 * @throws if the App renders an object of this kind, namespace and name already
 */
export function render(scope: Construct, id: string, props: ObjectProps): ManifestObject {
  const { name, labels, annotations, ...fields } = props;
  const object = new ManifestObject(scope, id, { ...fields, metadata: { name, labels, annotations } });
  if (clusterScoped(props.kind)) object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  object.metadata.addAnnotation(CONSTRUCT_PATH, object.node.path);
  const delivery = { ...neverPrune(props.kind), ...Delivery._of(scope)._annotations(props.kind, labels) };
  for (const [key, value] of Object.entries(delivery)) object.metadata.addAnnotation(key, value);
  register(object);
  return object;
}

/**
 * The namespace that a construct's objects live in.
 *
 * @throws if its chart has none
 */
export function namespaceOf(scope: IConstruct): string {
  const chart = Chart.of(scope);
  if (chart.namespace === undefined) {
    throw new Error(
      `'namespace' of chart '${chart.node.path}' is missing: write new Chart(app, '${chart.node.id}', { namespace: '${chart.node.id}' })`,
    );
  }
  return chart.namespace;
}

/** A list, or nothing instead of an empty one. */
export function optional<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
