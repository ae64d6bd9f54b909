import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { Failure } from './failure';
import type { TextFile } from './files';

/** One document of a file. */
export interface FileDocument {
  readonly line: number;
  readonly value: unknown;
}

/**
 * The documents of a file that hold something, read as Kubernetes' own tools do: YAML 1.1 as Go understands it, without
 * its dates and base 60.
 *
 * @param note told of what these tools take silently
 * @throws {Failure} with file and line of everything that is no YAML
 */
export function documentsOf({ file, text }: TextFile, note: (text: string) => void): FileDocument[] {
  // Much faster, and what `kubectl get -o json` prints can be large.
  const json = parsedJson(text);
  if (json !== undefined) return [{ line: 1, value: json }];
  const lineCounter = new LineCounter();
  const documents: Document.Parsed[] = parseAllDocuments(text, {
    version: '1.1',
    customTags: (tags) => tags.filter((tag) => typeof tag !== 'object' || !NOT_OF_GO.test(`${tag.format} ${tag.tag}`)),
    lineCounter,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const lineAt = (offset: number) => lineCounter.linePos(offset).line;
  const faults: string[] = [];
  for (const { code, message, pos } of documents.flatMap(({ errors }) => errors)) {
    const where = `${file}:${lineAt(pos[0])}`;
    if (code === 'DUPLICATE_KEY') note(`${where}: a key stands twice; the last one counts`);
    else faults.push(`${where}: ${message}`);
  }
  if (faults.length > 0) {
    const template = /\{\{/.test(text) ? [`${file} looks like a template: check what it renders`] : [];
    throw new Failure([...faults, ...template].join('\n'));
  }
  return documents
    .map((document) => {
      const line = lineAt(document.contents?.range?.[0] ?? 0);
      return { line, value: plain(`${file}:${line}`, document) };
    })
    .filter(({ value }) => value !== null);
}

const NOT_OF_GO = /^TIME |tag:yaml.org,2002:timestamp$/;

function parsedJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value of a document. Aliases are looked up only now. */
function plain(where: string, document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new Failure(`${where}: ${(error as Error).message}`);
  }
}
