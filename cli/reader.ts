import type { CheckedManifest } from 'cdk8s-inference-gateway';
import { documentsOf } from './documents';
import { Failure } from './failure';
import { type TextFile, textsOf } from './files';

type Fields = { [field: string]: unknown };

/** What was read. */
export interface Reading {
  readonly manifests: CheckedManifest[];
  /** How many files hold objects. */
  readonly files: number;
  /** What was left out, and what is odd, a line each. */
  readonly notes: readonly string[];
}

/**
 * Reads the Kubernetes objects of folders, files and `-`. Other YAML is left out with a note.
 *
 * @throws {Failure} if something cannot be read: what is missing would be found missing. And if there is no object
 */
export async function read(targets: readonly string[], stdin: AsyncIterable<Uint8Array | string>): Promise<Reading> {
  const texts = await textsOf(targets, stdin);
  const manifests: CheckedManifest[] = [];
  const notes: string[] = [];
  const without: string[] = [];
  const failures: string[] = [];
  let files = 0;
  for (const text of texts) {
    try {
      const { objects, others } = objectsOf(text, notes);
      if (objects.length === 0) without.push(text.file);
      else {
        files += 1;
        notes.push(...others.map((line) => `${text.file}:${line}: left out: no object with 'apiVersion' and 'kind'`));
      }
      manifests.push(...objects.map((manifest) => ({ manifest, file: text.file })));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // Such as tsconfig.json, which has comments.
      if (/\.json$/i.test(text.file) && !text.text.includes('"apiVersion"')) without.push(text.file);
      else failures.push(error.message);
    }
  }
  if (failures.length > 0) throw new Failure(failures.join('\n'));
  if (manifests.length === 0) throw new Failure(`there is no Kubernetes object in ${targets.join(', ')}`);
  if (without.length > 0) notes.push(`left out: no Kubernetes objects in ${without.join(', ')}`);
  return { manifests, files, notes };
}

/** The objects of a file, and the lines of documents that are none. */
function objectsOf(text: TextFile, notes: string[]): { objects: Fields[]; others: number[] } {
  const objects: Fields[] = [];
  const others: number[] = [];
  for (const { line, value } of documentsOf(text, (note) => notes.push(note))) {
    for (const item of itemsOf(value)) {
      if (isObject(item)) objects.push(item);
      else others.push(line);
    }
  }
  return { objects, others };
}

/** The items of a list kind, whose own kinds it may leave out; anything else as it is. */
function* itemsOf(value: unknown): Iterable<unknown> {
  if (!isObject(value) || !value.kind.endsWith('List') || !Array.isArray(value.items)) {
    yield value;
    return;
  }
  const defaults = value.kind === 'List' ? {} : { apiVersion: value.apiVersion, kind: value.kind.slice(0, -4) };
  for (const item of value.items) yield* itemsOf(isFields(item) ? { ...defaults, ...item } : item);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Kustomize's own files are built, not applied. */
function isObject(value: unknown): value is Fields & { readonly apiVersion: string; readonly kind: string } {
  return (
    isFields(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    !value.apiVersion.startsWith('kustomize.config.k8s.io/')
  );
}
