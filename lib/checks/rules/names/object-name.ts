import { Severity } from '../../finding';
import { at, type Fields, fieldsAt } from '../../graph/fields';
import type { Graph } from '../../graph/graph';
import { hasIstio } from '../../graph/implementation';
import type { Manifest } from '../../graph/manifest';
import type { Fault, Rule } from '../../rule';

/** A form of names. */
interface Form {
  readonly pattern: RegExp;
  readonly max: number;
  readonly says: string;
}

const SERVICE: Form = {
  pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  max: 63,
  says: "lower case letters, digits and '-', starting with a letter",
};
const LABEL: Form = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  max: 63,
  says: "lower case letters, digits and '-'",
};
const SUBDOMAIN: Form = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  max: 253,
  says: "lower case letters, digits, '-' and '.'",
};
const PATH: Form = { pattern: /^(?!\.{1,2}$)[^/%]+$/, max: 253, says: "anything but '/' and '%'" };

const FORMS: Readonly<Record<string, Form>> = {
  ClusterRole: PATH,
  ClusterRoleBinding: PATH,
  CronJob: { ...SUBDOMAIN, max: 52 },
  // Name and labels of the Service that implementations make for it.
  InferencePool: SERVICE,
  Job: { ...SUBDOMAIN, max: 63 },
  Namespace: LABEL,
  Role: PATH,
  RoleBinding: PATH,
  Service: SERVICE,
};

const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Groups whose objects are for the API server for certain. */
const SERVED = new Set([
  '',
  'apps',
  'autoscaling',
  'batch',
  'gateway.networking.k8s.io',
  'inference.networking.k8s.io',
  'inference.networking.x-k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
]);

/** Where labels stand, by kind of object: on itself, and on the pods that it makes. */
const LABELS = [
  ['metadata', 'labels'],
  ['spec', 'template', 'metadata', 'labels'],
  ['spec', 'selector', 'matchLabels'],
];

/** The nearest name of a form. */
function proposed(name: string, { max, pattern }: Form): string {
  const slug = name
    .toLowerCase()
    .replace(pattern === SUBDOMAIN.pattern ? /[^a-z0-9.]+/g : /[^a-z0-9]+/g, '-')
    .replace(pattern === SERVICE.pattern ? /^[^a-z]+/ : /^[^a-z0-9]+/, '')
    .slice(0, max)
    .replace(/[^a-z0-9]+$/, '');
  return slug === '' ? 'model' : slug;
}

function* nameFaults(object: Manifest, istio: boolean): Iterable<Fault> {
  const { kind, name, json, group } = object;
  if (name === '') {
    // Tools such as istioctl and kustomize read files that look like objects.
    if (!SERVED.has(group) || json.metadata === undefined || at(json, 'metadata', 'generateName') !== undefined) return;
    yield { object, message: 'has no name', fix: 'set metadata.name' };
    return;
  }
  const form = (kind === 'Service' && group !== '' ? undefined : FORMS[kind]) ?? SUBDOMAIN;
  if (form.pattern.test(name) && name.length <= form.max) return;
  yield {
    object,
    // Other implementations may make a Service of another name.
    severity: kind === 'InferencePool' && SUBDOMAIN.pattern.test(name) && !istio ? Severity.WARNING : Severity.ERROR,
    message: form.pattern.test(name)
      ? `has a name of ${name.length} characters, but a ${kind} may have at most ${form.max}`
      : `has a name that a ${kind} cannot have (${form.says}, at most ${form.max} characters)`,
    fix: `write metadata.name: ${proposed(name, form)}`,
  };
}

/** Labels that were found right: the same ones stand on many objects. */
type Right = Set<string>;

/** What is wrong with a label, if anything. */
function labelFault(key: string, value: unknown, right: Right): string | undefined {
  const label = typeof value === 'string' ? `${key}=${value}` : undefined;
  if (label !== undefined && right.has(label)) return undefined;
  const fault = newFault(key, value);
  if (fault === undefined && label !== undefined) right.add(label);
  return fault;
}

function newFault(key: string, value: unknown): string | undefined {
  if (!LABEL_KEY.test(key) || key.length > 317) return `has the label '${key}', which is no label key`;
  if (value === null) return undefined;
  if (typeof value !== 'string') return `has the label ${key}: ${JSON.stringify(value)}, which is no text`;
  if (value.length > 63) return `has the label ${key}: ${value} of ${value.length} characters, but at most 63 fit`;
  return LABEL_VALUE.test(value) ? undefined : `has the label ${key}: ${value}, which is no label value`;
}

function* textFaults(object: Manifest, right: Right): Iterable<Fault> {
  const told = new Set<string>();
  const check = (labels: Fields) =>
    Object.entries(labels).flatMap(([key, value]) => labelFault(key, value, right) ?? []);
  for (const message of LABELS.flatMap((path) => check(fieldsAt(object.json, ...path)))) {
    if (told.has(message)) continue;
    told.add(message);
    yield {
      object,
      message,
      fix: "write a quoted text of at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends",
    };
  }
  for (const [key, value] of Object.entries(fieldsAt(object.json, 'metadata', 'annotations'))) {
    if (typeof value === 'string') continue;
    yield { object, message: `has the annotation ${key}: ${JSON.stringify(value)}, which is no text`, fix: 'quote it' };
  }
}

/** The same object twice: the later one overwrites the first. */
function* repeated(graph: Graph): Iterable<Fault> {
  const first = new Map<string, Manifest>();
  for (const object of graph.manifests) {
    const { group, kind, namespace, name, source } = object;
    if (name === '') continue;
    const key = `${group} ${kind} ${namespace}/${name}`;
    const other = first.get(key);
    first.set(key, other ?? object);
    if (other === undefined) continue;
    const same = JSON.stringify(other.json) === JSON.stringify(object.json);
    const place = other.source.file ?? other.source.constructPath;
    yield {
      object,
      severity: same ? Severity.WARNING : Severity.ERROR,
      message: `is there twice${place === undefined || place === (source.file ?? source.constructPath) ? '' : ` (also in ${place})`}${same ? ', with the same content' : ', and the later one overwrites the first'}`,
      fix: 'remove one of them, or give it another name or namespace',
    };
  }
}

export const objectName: Rule = {
  id: 'object-name',
  title: 'Every object has a name of its own that its kind can have, and labels that are label values.',
  why: 'The API server refuses the object, often after others of the same file were applied; of two objects with one name the last wins (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/).',
  severity: Severity.ERROR,
  *check(graph) {
    const istio = hasIstio(graph);
    const right: Right = new Set();
    for (const object of graph.manifests) {
      yield* nameFaults(object, istio);
      yield* textFaults(object, right);
    }
    yield* repeated(graph);
  },
};
