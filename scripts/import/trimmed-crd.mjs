import { stringify } from 'yaml';

/** Schema keywords that hold one schema, a list of schemas, or schemas by property name. */
const ONE = ['items', 'additionalProperties', 'not'];
const LISTS = ['allOf', 'anyOf', 'oneOf'];

/** The schema without `description`s. A *property* named description stays: only keywords are removed. */
export function withoutDescriptions(schema) {
  const { description: _, ...bare } = schema;
  for (const keyword of ONE) {
    // `additionalProperties: true` is a schema too, one without anything to remove.
    if (typeof bare[keyword] === 'object') bare[keyword] = withoutDescriptions(bare[keyword]);
  }
  for (const keyword of LISTS) {
    if (bare[keyword]) bare[keyword] = bare[keyword].map(withoutDescriptions);
  }
  if (!bare.properties) return bare;
  const properties = Object.entries(bare.properties).map(([name, property]) => [name, withoutDescriptions(property)]);
  return { ...bare, properties: Object.fromEntries(properties) };
}

/** What a controller writes; nobody renders it. */
function withoutStatus(schema) {
  const { status: _, ...properties } = schema.properties;
  return { ...schema, properties };
}

/**
 * The CRD with one version, without prose, `status` and printer columns. Rules, defaults, patterns and list keys stay,
 * as do the annotations, which name the release that the CRD is of.
 */
export function trimmedCrd(crd, versionName) {
  const version = crd.spec.versions.find(({ name }) => name === versionName);
  if (!version) {
    const names = crd.spec.versions.map(({ name }) => name).join(', ');
    throw new Error(`${crd.metadata.name} has no version ${versionName}, only ${names}: change it in kinds.mjs.`);
  }
  const { group, names, scope } = crd.spec;
  const { name, served, storage, schema } = version;
  const openAPIV3Schema = withoutDescriptions(withoutStatus(schema.openAPIV3Schema));
  return {
    apiVersion: crd.apiVersion,
    kind: crd.kind,
    metadata: { name: crd.metadata.name, annotations: crd.metadata.annotations },
    spec: { group, names, scope, versions: [{ name, served, storage, schema: { openAPIV3Schema } }] },
  };
}

/** YAML 1.1, as kubectl reads it (there a bare `OFF` is false); no folding and no anchors, for readable diffs. */
export function crdText(crd) {
  return stringify(crd, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
