import type { Finding } from 'cdk8s-inference-gateway';

/** What was judged, and what was found. */
export interface Judged {
  readonly findings: readonly Finding[];
  /** How many objects were judged. */
  readonly objects: number;
  /** How many files they stand in. */
  readonly files: number;
}
