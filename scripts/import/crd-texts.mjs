import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { CRDS } from './kinds.mjs';
import { crdText, trimmedCrd } from './trimmed-crd.mjs';

export function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

/** The trimmed CRDs out of the folders of the Go modules: `{ text, upstreamSha256 }` by file. */
export function upstreamCrds(folders) {
  const opened = new Map();
  return Object.fromEntries(
    CRDS.map(({ component, name, version, path, file }) => {
      const place = join(folders[component], path);
      // Istio has all its CRDs in one file of a megabyte: parse it once.
      const { documents, hash } = opened.get(place) ?? open(place);
      opened.set(place, { documents, hash });
      const crd = documents.find((document) => document?.metadata?.name === name);
      if (!crd) throw new Error(`${component}: ${path} has no CRD ${name}: change kinds.mjs.`);
      return [file, { text: crdText(trimmedCrd(crd, version)), upstreamSha256: hash }];
    }),
  );
}

function open(place) {
  const text = readFileSync(place, 'utf8');
  return { documents: parseAllDocuments(text).map((document) => document.toJS()), hash: sha256(text) };
}

/** The CRDs that are vendored already, trimmed once more: for an untouched file that changes nothing. */
export function vendoredCrds(imports, modules) {
  const sources = JSON.parse(readFileSync(join(imports, 'crds/sources.json'), 'utf8'));
  return Object.fromEntries(
    CRDS.map(({ component, file, version }) => {
      const { module, version: vendored, upstreamSha256 } = sources[file] ?? {};
      const locked = modules[component];
      if (module !== locked.module || vendored !== locked.version) {
        const wanted = `${locked.module}@${locked.version}`;
        throw new Error(`imports/${file} is not of ${wanted}, which lib/versions.ts locks: run 'npm run import'.`);
      }
      const crd = parse(readFileSync(join(imports, file), 'utf8'), { version: '1.1' });
      return [file, { text: crdText(trimmedCrd(crd, version)), upstreamSha256 }];
    }),
  );
}
