import { styleText } from 'node:util';
import { type Finding, Severity } from 'cdk8s-inference-gateway';
import { counted } from '../counted';
import type { Judged } from '../judged';

export type Style = (format: 'bold' | 'dim' | 'red' | 'yellow', text: string) => string;

/** Findings as people read them: by file, those with errors first, and a summary. */
export function text({ findings, objects, files }: Judged, coloured: boolean): string {
  const style = styled(coloured);
  const blocks = [...new Set(findings.map(({ file = '' }) => file))].map((file) => {
    const found = findings.filter((finding) => (finding.file ?? '') === file);
    return `${[style('bold', file), ...found.map((finding) => block(finding, style))].join('\n')}\n`;
  });
  return [...blocks, `${summary(findings)} in ${counted(objects, 'object')} of ${counted(files, 'file')}\n`].join('\n');
}

/** How many errors and warnings there are. */
export function summary(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === Severity.ERROR).length;
  const counts = [counted(errors, 'error'), counted(findings.length - errors, 'warning')].join(', ');
  return findings.length === 0 ? 'nothing to change' : counts;
}

/** Colours and weights, or none of them. */
export function styled(coloured: boolean): Style {
  return (format, text) => (coloured ? styleText(format, text, { validateStream: false }) : text);
}

/** One finding. */
export function block({ rule, severity, object, constructPath, message, fix, docs }: Finding, style: Style): string {
  const { kind, namespace, name } = object;
  const own = namespace === undefined ? name : `${namespace}/${name}`;
  const place = constructPath === undefined ? own : `${own} (${constructPath})`;
  const colour = severity === Severity.ERROR ? 'red' : 'yellow';
  return [
    `  ${style(colour, severity)} ${rule}: ${kind} ${place} ${message}`,
    `    fix: ${fix}`,
    style('dim', `    docs: ${docs}`),
  ].join('\n');
}
