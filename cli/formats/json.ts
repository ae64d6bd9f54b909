import type { Judged } from '../judged';

/** Findings as a JSON list, errors first. */
export function json({ findings }: Judged): string {
  const list = findings.map(({ rule, severity, object, file, message, fix, docs }) => {
    const { apiVersion, kind, namespace, name } = object;
    return { rule, severity, object: { apiVersion, kind, namespace, name }, file, message, fix, docs };
  });
  return `${JSON.stringify(list, undefined, 2)}\n`;
}
