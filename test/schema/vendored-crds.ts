import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const CRD_FOLDER = join(__dirname, '../../imports/crds');

/** A rule in CEL (Common Expression Language) that the API server evaluates on every write. */
export interface Rule {
  readonly rule: string;
  readonly message?: string;
}

/** The part of OpenAPI 3 that CRDs may use ("structural schemas"). */
export interface Schema {
  readonly type?: string;
  readonly enum?: unknown[];
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly description?: string;
  readonly required?: string[];
  readonly properties?: Record<string, Schema>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'map' | 'set';
  readonly 'x-kubernetes-list-map-keys'?: string[];
  readonly 'x-kubernetes-validations'?: Rule[];
}

export interface Crd {
  readonly file: string;
  readonly group: string;
  readonly kind: string;
  readonly version: string;
  readonly schema: Schema;
}

function crd(file: string): Crd {
  const { spec } = parse(readFileSync(join(CRD_FOLDER, file), 'utf8'), { version: '1.1' });
  const [{ name, schema }] = spec.versions;
  return { file, group: spec.group, kind: spec.names.kind, version: name, schema: schema.openAPIV3Schema };
}

let all: Crd[] | undefined;

/** Every CRD under imports/crds. */
export function vendoredCrds(): Crd[] {
  all ??= readdirSync(CRD_FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .map(crd);
  return all;
}

/** The CRD of an API group and kind, if we vendor it. */
export function vendoredCrd(group: string, kind: string): Crd | undefined {
  return vendoredCrds().find((one) => one.group === group && one.kind === kind);
}
