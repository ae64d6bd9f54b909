import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/** The interfaces and type aliases of some source files, by name. Only read, not type-checked: that takes seconds. */
export class DeclaredTypes {
  /** Every TypeScript file directly in the folder. */
  public static ofFolder(folder: string): DeclaredTypes {
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
    return new DeclaredTypes(files.map((file) => readFileSync(join(folder, file), 'utf8')));
  }

  private readonly byName = new Map<string, Declaration>();

  public constructor(sources: string[]) {
    for (const source of sources) {
      const { statements } = ts.createSourceFile('declared.ts', source, ts.ScriptTarget.Latest, true);
      for (const statement of statements) {
        if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) continue;
        const name = statement.name.text;
        if (this.byName.has(name)) throw new Error(`Two types are called '${name}': this test cannot tell them apart.`);
        this.byName.set(name, statement);
      }
    }
  }

  public names(): string[] {
    return [...this.byName.keys()];
  }

  public find(name: string): Declaration | undefined {
    return this.byName.get(name);
  }
}
