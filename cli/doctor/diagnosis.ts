import type { Severity } from 'cdk8s-inference-gateway';
import type { Cluster } from './cluster';
import type { KubeObject } from './kinds';

/** What a diagnosis says of one object. */
export interface Problem {
  /** The object that has to change. */
  readonly object: KubeObject;
  /** What is wrong and what follows: one sentence without a full stop. */
  readonly message: string;
  /** What to do, without a full stop. */
  readonly fix: string;
  /**
   * How bad it is.
   * @default Severity.ERROR
   */
  readonly severity?: Severity;
}

/** One kind of trouble of a cluster. A diagnosis is one file below `diagnoses/` and one line in `diagnoses.ts`. */
export interface Diagnosis {
  /** Id: the heading of its section on the page of the command. */
  readonly id: string;
  diagnose(cluster: Cluster): Iterable<Problem>;
}
