import { styleText } from 'node:util';
import type { Verdict } from '../acceptance/acceptance-check';
import type { Judged, Report } from '../acceptance/report';

const COLOURS: Readonly<Record<Verdict['result'], 'green' | 'red' | 'dim'>> = {
  passed: 'green',
  failed: 'red',
  skipped: 'dim',
};

/** The report as people read it: a line for each check, and what to do where one failed. */
export function acceptanceText({ origin, checks, accepted, seconds }: Report, coloured: boolean): string {
  const widest = Math.max(...checks.map(({ id }) => id.length));
  const style = (result: Verdict['result'], text: string) =>
    coloured ? styleText(COLOURS[result], text, { validateStream: false }) : text;
  const line = (result: Verdict['result'], id: string, seen: string) =>
    `${style(result, result.padEnd('skipped'.length))} ${id.padEnd(widest)}  ${seen}`;
  const asked = checks.filter(({ result }) => result !== 'skipped');
  const skipped = checks.filter(({ result }) => result === 'skipped');
  const reasons = [...new Set(skipped.map(({ seen }) => seen))];
  const lines = [
    ...asked.flatMap((check) => [line(check.result, check.id, check.seen), ...details(check)]),
    ...reasons.map((reason) => {
      const ids = skipped.filter(({ seen }) => seen === reason).map(({ id }) => id);
      return line('skipped', ids.length === 1 ? ids.join() : `${ids.length} others`, reason);
    }),
  ];
  const counts = (['passed', 'failed', 'skipped'] as const)
    .map((result) => `${checks.filter((check) => check.result === result).length} ${result}`)
    .join(', ');
  return `${lines.join('\n')}\n\n${origin} is ${accepted ? '' : 'not '}accepted: ${counts}, in ${seconds} s\n`;
}

function details({ promise, failures = [], fix }: Judged): string[] {
  if (fix === undefined) return [];
  return [`    should be: ${promise}`, ...failures.map((failure) => `    seen: ${failure}`), `    fix: ${fix}`];
}
