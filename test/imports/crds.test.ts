import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Component, Versions } from '../../lib/versions';
import { type Schema, vendoredCrd, vendoredCrds } from '../schema/vendored-crds';

const ROOT = join(__dirname, '../..');
const IMPORTS = join(ROOT, 'imports');

interface Source {
  readonly module?: string;
  readonly version?: string;
  readonly path?: string;
  readonly upstreamSha256?: string;
  readonly from?: string[];
  readonly sha256: string;
}

const sources: Record<string, Source> = JSON.parse(readFileSync(join(IMPORTS, 'crds/sources.json'), 'utf8'));
const crdSources = Object.entries(sources).filter(([file]) => file.startsWith('crds/'));
const typeSources = Object.entries(sources).filter(([file]) => !file.startsWith('crds/'));

test('every file under imports/ is listed in sources.json, and nothing else is', () => {
  const files = readdirSync(IMPORTS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(IMPORTS.length + 1));
  expect(Object.keys(sources).sort()).toEqual(files.filter((file) => file !== 'crds/sources.json').sort());
});

test.each(Object.entries(sources))('%s is as it was written', (file, { sha256 }) => {
  const hash = createHash('sha256').update(readFileSync(join(IMPORTS, file)));
  expect(hash.digest('hex')).toBe(sha256);
});

test.each(crdSources)(
  '%s is of the version that lib/versions.ts locks',
  (_, { module, version, path, upstreamSha256 }) => {
    const components: Component[] = [Versions.GATEWAY_API, Versions.INFERENCE_EXTENSION, Versions.ISTIO];
    expect(components.map((component) => component.module)).toContain(`${module}@${version}`);
    expect(path).toMatch(/\.yaml$/);
    expect(upstreamSha256).toMatch(/^[0-9a-f]{64}$/);
  },
);

test.each(typeSources)('%s is made of vendored CRDs', (_, { from = [] }) => {
  expect(from).not.toEqual([]);
  expect(Object.keys(sources)).toEqual(expect.arrayContaining(from));
});

test("CRDs and types are what 'npm run import' makes of the vendored CRDs", () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/import/run.mjs', '--check', '--offline'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect({ stdout, stderr, status }).toEqual({ stdout: expect.stringContaining('up to date'), stderr: '', status: 0 });
}, 30_000);

/** The paths of the properties that have a description: as a keyword, not as the name of a property. */
function described(schema: Schema, path: string): string[] {
  const {
    properties = {},
    items,
    additionalProperties,
    allOf = [],
    anyOf = [],
    oneOf = [],
    not,
  } = schema as Schema & Junctors;
  const inner = Object.entries(properties).flatMap(([name, property]) => described(property, `${path}.${name}`));
  const others = [items, additionalProperties, not, ...allOf, ...anyOf, ...oneOf].filter(
    (one) => typeof one === 'object',
  );
  return [
    ...('description' in schema ? [path] : []),
    ...inner,
    ...others.flatMap((one) => described(one, `${path}[]`)),
  ];
}

interface Junctors {
  readonly allOf?: Schema[];
  readonly anyOf?: Schema[];
  readonly oneOf?: Schema[];
  readonly not?: Schema;
}

test.each(vendoredCrds())('$kind carries no prose', ({ kind, schema }) => {
  expect(described(schema, kind)).toEqual([]);
});

test('a property that is called description survives', () => {
  const spec = vendoredCrd('gateway.networking.k8s.io', 'GatewayClass')?.schema.properties?.spec;
  expect(spec?.properties?.description).toEqual({ type: 'string', maxLength: 64 });
});

test('the CRDs name the release that they are of', () => {
  const text = readFileSync(join(IMPORTS, 'crds/httproutes.gateway.networking.k8s.io.yaml'), 'utf8');
  expect(text).toContain(`gateway.networking.k8s.io/bundle-version: ${Versions.GATEWAY_API.lock}`);
  expect(text).toContain('gateway.networking.k8s.io/channel: standard');
});
