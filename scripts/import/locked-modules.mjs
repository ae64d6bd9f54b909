import { readFileSync } from 'node:fs';
import ts from 'typescript';

const LOCK = new URL('../../lib/versions.ts', import.meta.url);

/** Name and version of the Go module of each component, from the version lock: `{ ISTIO: { module, version } }`. */
export async function lockedModules(components) {
  const { outputText } = ts.transpileModule(readFileSync(LOCK, 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  // A data: URL, because the lock has no imports and this way no file has to be written.
  const { Versions } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
  return Object.fromEntries([...new Set(components)].map((component) => [component, locked(component, Versions)]));
}

function locked(component, versions) {
  const [module, version] = versions[component]?.module?.split('@') ?? [];
  if (!version) throw new Error(`lib/versions.ts: '${component}.module' must read MODULE@VERSION.`);
  return { module, version };
}
