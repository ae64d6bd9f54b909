import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure';

/** A file, or the standard input. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
}

const MANIFEST = /\.(ya?ml|json)$/i;
/** What a program keeps beside manifests: packages, and hidden folders such as `.git`. */
const PASSED_BY = /^(node_modules|\..*)$/;

/** Reads files, the manifests below folders, and `-`, each file once, however often it is named. */
export async function textsOf(targets: readonly string[], stdin: AsyncIterable<Uint8Array | string>) {
  const seen = new Set<string>();
  const texts: TextFile[] = [];
  for (const target of targets) {
    if (target === '-') texts.push({ file: 'stdin', text: await allOf(stdin) });
    else for (const file of filesOf(target, seen)) texts.push({ file, text: readable(file, () => textOf(file)) });
  }
  return texts;
}

function* filesOf(path: string, seen: Set<string>): Iterable<string> {
  const real = readable(path, () => realpathSync(path));
  if (seen.has(real)) return;
  seen.add(real);
  if (!readable(path, () => statSync(real).isDirectory())) {
    yield path;
    return;
  }
  for (const entry of readable(path, () => readdirSync(real, { withFileTypes: true })).sort(byName)) {
    const inner = join(path, entry.name);
    if (PASSED_BY.test(entry.name)) continue;
    const folder = readable(inner, () => statSync(inner).isDirectory());
    if (folder || MANIFEST.test(entry.name)) yield* filesOf(inner, seen);
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function textOf(file: string): string {
  return readFileSync(file, 'utf8');
}

async function allOf(stdin: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function readable<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(code === 'ENOENT' ? `${path} does not exist` : `${path} cannot be read: ${code ?? error}`);
  }
}
