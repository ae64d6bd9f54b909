import { type Fields, fields, textAt, textsAt } from './fields';

/** Where a manifest comes from. */
export interface Source {
  readonly constructPath?: string;
  readonly file?: string;
}

/** One rendered object. */
export interface Manifest {
  readonly apiVersion: string;
  /** Group of the API, empty for the core. */
  readonly group: string;
  readonly kind: string;
  /** Namespace, whether the object names it or not; empty if it has none. */
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly json: Fields;
  readonly source: Source;
}

/** Kinds without a namespace that the graph meets. */
const CLUSTER_SCOPED = new Set([
  'APIService',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'GatewayClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
]);

/** Whether objects of a kind have no namespace. */
export function clusterScoped(kind: string): boolean {
  return CLUSTER_SCOPED.has(kind);
}

/**
 * An object as a manifest.
 *
 * @param namespace of a namespaced object that names none
 */
export function manifestOf(json: unknown, source: Source, namespace = 'default'): Manifest {
  const apiVersion = textAt(json, 'apiVersion') ?? '';
  const kind = textAt(json, 'kind') ?? '';
  return {
    apiVersion,
    group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
    kind,
    namespace: clusterScoped(kind) ? '' : (textAt(json, 'metadata', 'namespace') ?? namespace),
    name: textAt(json, 'metadata', 'name') ?? '',
    labels: textsAt(json, 'metadata', 'labels'),
    annotations: textsAt(json, 'metadata', 'annotations'),
    json: fields(json),
    source,
  };
}

/** A manifest as messages name it: `Deployment models/llama`. */
export function nameOf({ kind, namespace, name }: Manifest): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}
