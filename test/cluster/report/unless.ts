import { recordSkipped } from './recorder';

/** A block of tests that are skipped where something is in the way, which the report tells. */
export function describeUnless(obstacle: string | undefined, name: string, body: () => void): void {
  if (obstacle === undefined) {
    describe(name, body);
  } else {
    recordSkipped(name, obstacle);
    describe.skip(name, body);
  }
}
