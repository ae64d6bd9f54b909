import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { goModule } from './go-module.mjs';
import { CRDS } from './kinds.mjs';
import { crdText, trimmedCrd } from './trimmed-crd.mjs';

export function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

/** The trimmed CRDs out of the Go modules: `{ text, upstreamSha256 }` by file. */
export function fetchedCrds(modules, log) {
  const opened = new Map();
  return Object.fromEntries(
    CRDS.map(({ component, name, version, path, file }) => {
      const source = opened.get(component + path) ?? open(modules[component], path, log);
      opened.set(component + path, source);
      const crd = source.documents.find((document) => document?.metadata?.name === name);
      if (!crd) throw new Error(`${path} of ${modules[component].module} has no CRD ${name}: change it in kinds.mjs.`);
      return [file, { text: crdText(trimmedCrd(crd, version)), upstreamSha256: source.sha256 }];
    }),
  );
}

function open(locked, path, log) {
  log(`${locked.module}@${locked.version}: ${path}`);
  const text = readFileSync(join(goModule(locked), path), 'utf8');
  const documents = parseAllDocuments(text).map((document) => document.toJS());
  return { documents, sha256: sha256(text) };
}

/**
 * The CRDs that are vendored already, trimmed once more: for an untouched file that changes nothing.
 * What was fetched is only known from sources.json then.
 */
export function vendoredCrds(imports) {
  const sources = JSON.parse(readFileSync(join(imports, 'crds/sources.json'), 'utf8'));
  return Object.fromEntries(
    CRDS.map(({ file, version }) => {
      const crd = parse(readFileSync(join(imports, file), 'utf8'), { version: '1.1' });
      return [file, { text: crdText(trimmedCrd(crd, version)), upstreamSha256: sources[file]?.upstreamSha256 }];
    }),
  );
}
