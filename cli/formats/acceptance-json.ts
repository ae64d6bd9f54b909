import type { Report } from '../acceptance/report';

/** The whole report, figures included. */
export function acceptanceJson(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
