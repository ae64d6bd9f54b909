import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const MARKER = /^\s*\/\/ #(end)?region\b/;

/** One fenced block of a page, with the comment in front of it. */
export interface Block {
  readonly page: string;
  readonly language: string;
  /** What stands between `<!--` and `-->`, directly above. */
  readonly comment?: string;
  readonly text: string;
}

/** Pages for users, by their path in the repository. */
export const PAGES: Readonly<Record<string, string>> = Object.fromEntries(
  ['README.md', ...readdirSync(join(ROOT, 'docs')).map((file) => `docs/${file}`)].map((page) => [page, read(page)]),
);

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The blocks of a language on a page. */
export function blocksOf(page: string, language: string): Block[] {
  const fences = (PAGES[page] ?? '').matchAll(/(?:<!-- ([^\n]*?) -->\n+)?^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...fences]
    .map(([, comment, found = '', text = '']) => ({ page, language: found, comment, text }))
    .filter((block) => block.language === language);
}

/** What a quotation of a file, or of one region of it, must say. */
export function quotation(reference: string): string {
  const [file = '', region] = reference.split('#');
  const lines = read(file).split('\n');
  if (region === undefined) return lines.filter((line) => !MARKER.test(line)).join('\n');
  const first = lines.findIndex((line) => line.trim() === `// #region ${region}`) + 1;
  const end = lines.findIndex((line, index) => index >= first && line.trim() === '// #endregion');
  if (first === 0 || end === -1) throw new Error(`${file} has no region '${region}'`);
  const body = lines.slice(first, end);
  const indent = Math.min(...body.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return body.map((line) => `${line.slice(indent)}\n`).join('');
}

/**
 * Where a quoted object says something else than the rendered one: of objects every quoted field must be equal, of lists
 * the quoted items must stand there in their order, others may stand between them.
 */
export function contradictions(quoted: unknown, rendered: unknown, path = ''): string[] {
  if (Array.isArray(quoted)) {
    const items: unknown[] = Array.isArray(rendered) ? rendered : [];
    let next = 0;
    return quoted.flatMap((item, index) => {
      const place = items.findIndex((one, at) => at >= next && contradictions(item, one).length === 0);
      if (place === -1) return [`${path}[${index}]`];
      next = place + 1;
      return [];
    });
  }
  if (quoted !== null && typeof quoted === 'object') {
    const fields = (rendered ?? {}) as Record<string, unknown>;
    return Object.entries(quoted).flatMap(([field, value]) => contradictions(value, fields[field], `${path}.${field}`));
  }
  return quoted === rendered ? [] : [`${path} (${JSON.stringify(quoted)}) is ${JSON.stringify(rendered)}`];
}

/** Anchors of a page, as GitHub makes them of its headings. */
export function anchorsOf(page: string): string[] {
  const headings = (PAGES[page] ?? '').replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/ /g, '-'),
  );
}

/** Links of a page to files of the repository, code left out. */
export function linksOf(page: string): string[] {
  const prose = (PAGES[page] ?? '').replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^https?:/.test(link));
}

/** Whatever a page writes as code: names in prose, and quotations. */
export function codeOf(page: string): string {
  const quoted = blocksOf(page, 'ts').map(({ text }) => text);
  const inline = [...(PAGES[page] ?? '').replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`[^`\n]+`/g)].map(
    ([code]) => code,
  );
  return [...quoted, ...inline].join('\n');
}
