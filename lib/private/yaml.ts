import type * as Yaml from 'yaml';

/**
 * The one document of a YAML text, as the programs of the cluster read it (YAML 1.1).
 *
 * The parser is loaded at the first use: most programs never parse anything.
 *
 * @param property as the user knows the text, for the error
 * @throws if the text is not YAML, or not one document
 */
export function parseYaml(property: string, text: string): unknown {
  const { LineCounter, parseAllDocuments } = require('yaml') as typeof Yaml;
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1',
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  const all = Array.isArray(documents) ? documents : [];
  for (const { errors } of all) {
    const [error] = errors;
    if (error === undefined) continue;
    const { line, col } = lines.linePos(error.pos[0]);
    const why = error.message.replace(/\s+/g, ' ').replace(/\.$/, '');
    throw new Error(`'${property}' is no YAML in line ${line}, column ${col} (${why}): correct it there`);
  }
  if (all.length !== 1) throw new Error(`'${property}' has ${all.length} documents: write exactly one`);
  return all[0]?.toJS();
}
