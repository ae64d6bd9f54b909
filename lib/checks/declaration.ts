import type { External } from './graph/graph';
import type { Manifest } from './graph/manifest';

/** How to declare that others make what an object refers to: in its program, or to the command that read its file. */
export function declaration({ source }: Manifest, { kind, namespace, name }: External): string {
  if (source.file !== undefined) {
    return `--exists ${[kind, namespace, name].filter((part) => part !== undefined).join('/')}`;
  }
  const place = namespace === undefined ? '' : `namespace: '${namespace}', `;
  return `Checks.of(app).exists({ kind: '${kind}', ${place}name: '${name}' })`;
}
