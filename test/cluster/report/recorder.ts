import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const BUILD = join(__dirname, '..', '..', '..', 'build');
/** What the running tests wrote down, one JSON object a line: read by `reporter.js`, which runs outside of them. */
const LINES = join(BUILD, 'cluster-report.lines');

/** Requests that were sent, and what became of them. */
export interface Requests {
  readonly requests: number;
  /** Not answered to the end, or not as the case says. */
  readonly failed: number;
  /** Those of them whose answer began. */
  readonly cut: number;
  /** How long each took that was answered. */
  readonly milliseconds: readonly number[];
}

/** Thrown where requests are lost before anything is done to the platform: that proves nothing about it. */
export class MachineTooBusy extends Error {}

/** Adds requests to those of the running test. Outside of a test, as while an example comes up, nothing is counted. */
export function recordRequests(requests: Requests): void {
  write({ ...requests });
}

/** Adds a figure or reason to the verdict of the running test. */
export function note(text: string): void {
  write({ note: text });
}

/** Says why tests are skipped: those whose name, with that of the blocks around, contains a text. */
export function recordSkipped(names: string, reason: string): void {
  process.stderr.write(`skipped: ${reason}\n`);
  append({ file: expect.getState().testPath, skipped: names, reason });
}

/** Gives the running test the verdict "machine too busy": it fails. */
export function machineTooBusy(reason: string): never {
  write({ busy: reason });
  throw new MachineTooBusy(`machine too busy: ${reason}`);
}

function write(entry: object): void {
  if (typeof expect === 'undefined') return;
  const { testPath, currentTestName } = expect.getState();
  if (currentTestName !== undefined) append({ file: testPath, test: currentTestName, ...entry });
}

function append(entry: object): void {
  mkdirSync(BUILD, { recursive: true });
  appendFileSync(LINES, `${JSON.stringify(entry)}\n`);
}
