import type * as Yaml from 'yaml';

/** Times and dates of YAML 1.1, which Go's parsers take for texts. */
function isText(tag: Yaml.Tags[number]): boolean {
  return typeof tag === 'object' && (tag.format === 'TIME' || tag.tag === 'tag:yaml.org,2002:timestamp');
}

/**
 * The one document of a YAML text, as programs in Go read it: YAML 1.1 without its times and dates.
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
    customTags: (tags) => tags.filter((tag) => !isText(tag)),
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
