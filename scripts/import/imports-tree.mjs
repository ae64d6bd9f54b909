import { sha256 } from './crd-texts.mjs';
import { generatedTypes } from './generated-types.mjs';
import { CRDS, TYPES } from './kinds.mjs';

/** Everything that stands under imports/: text by path, made from the trimmed CRDs and from nothing else. */
export function importsTree(modules, crds, log) {
  const typed = TYPES.flatMap(({ from }) => from);
  log(`cdk8s import: types of ${typed.length} kinds`);
  const types = generatedTypes(
    typed.map((file) => crds[file].text),
    TYPES.map(({ group }) => group),
  );
  const tree = {};
  const sources = {};
  for (const { component, path, file } of CRDS) {
    const { text, upstreamSha256 } = crds[file];
    tree[file] = text;
    sources[file] = { ...modules[component], path, upstreamSha256, sha256: sha256(text) };
  }
  for (const { group, file, from } of TYPES) {
    tree[file] = types[group];
    sources[file] = { from, sha256: sha256(types[group]) };
  }
  return { ...tree, 'crds/sources.json': `${JSON.stringify(sources, null, 2)}\n` };
}
