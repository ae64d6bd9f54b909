import { styleText } from 'node:util';
import { type Finding, Severity } from 'cdk8s-inference-gateway';
import type { Judged } from '../judged';

type Style = (format: 'bold' | 'dim' | 'red' | 'yellow', text: string) => string;

/** Findings as people read them: by file, those with errors first, and a summary. */
export function text({ findings, objects, files }: Judged, coloured: boolean): string {
  const style: Style = (format, text) => (coloured ? styleText(format, text, { validateStream: false }) : text);
  const blocks = [...new Set(findings.map(({ file = '' }) => file))].map((file) => {
    const found = findings.filter((finding) => (finding.file ?? '') === file);
    return `${[style('bold', file), ...found.map((finding) => block(finding, style))].join('\n')}\n`;
  });
  const errors = findings.filter(({ severity }) => severity === Severity.ERROR).length;
  const counts = [count(errors, 'error'), count(findings.length - errors, 'warning')].join(', ');
  const found = findings.length === 0 ? 'nothing to change' : counts;
  return [...blocks, `${found} in ${count(objects, 'object')} of ${count(files, 'file')}\n`].join('\n');
}

function block({ rule, severity, object: { kind, namespace, name }, message, fix, docs }: Finding, style: Style) {
  const place = namespace === undefined ? name : `${namespace}/${name}`;
  const colour = severity === Severity.ERROR ? 'red' : 'yellow';
  return [
    `  ${style(colour, severity)} ${rule}: ${kind} ${place} ${message}`,
    `    fix: ${fix}`,
    style('dim', `    docs: ${docs}`),
  ].join('\n');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
