import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModuleKind, preProcessFile, ScriptTarget, transpileModule } from 'typescript';

const LIB = join(__dirname, '../lib');

/** A file of lib/ by its path below it. */
export interface Source {
  readonly path: string;
  /** Its JavaScript without comments and types. */
  readonly code: string;
  readonly imports: string[];
}

/** All files of lib/. */
export function sources(): Source[] {
  const paths = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  return paths.sort().map((path) => {
    const text = readFileSync(join(LIB, path), 'utf8');
    const compilerOptions = { target: ScriptTarget.ES2022, module: ModuleKind.ESNext, removeComments: true };
    const code = transpileModule(text, { compilerOptions }).outputText;
    return { path, code, imports: preProcessFile(text).importedFiles.map(({ fileName }) => fileName) };
  });
}
