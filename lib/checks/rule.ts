import type { Severity } from './finding';
import type { Graph } from './graph/graph';
import type { Manifest } from './graph/manifest';

/** What a rule says of one object. */
export interface Fault {
  /** The object that has to change. */
  readonly object: Manifest;
  /** What is wrong: one sentence without a full stop. */
  readonly message: string;
  /** What to write instead, without a full stop. */
  readonly fix: string;
  /**
   * How bad this one is.
   * @default - the rule's severity
   */
  readonly severity?: Severity;
}

/** One thing that must hold among rendered objects. A rule is one file below `rules/` and one line in `rules.ts`. */
export interface Rule {
  /** Id: words of the field, lower case, with hyphens. */
  readonly id: string;
  /** What must hold, in one sentence. */
  readonly title: string;
  /** What happens otherwise, and where that is said. */
  readonly why: string;
  readonly severity: Severity;
  /** Everything that does not hold. Linear in the number of objects. */
  check(graph: Graph): Iterable<Fault>;
}
