import type { Terminal } from './terminal';

/** One of the commands. */
export interface Command {
  readonly name: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  /**
   * Runs it with what stands behind its name and returns the exit code of the process.
   *
   * @throws {Failure} if it can do nothing
   */
  run(argv: string[], terminal: Terminal): Promise<number>;
}
