import type { Subject } from './subject';

/** One thing that a gateway must do before it is used. */
export interface AcceptanceCheck {
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly promise: string;
  /** How many requests it sends; none if it has nothing to ask. */
  sends(subject: Subject): number;
  /**
   * Sends them.
   *
   * @param progress told what long work has done so far
   */
  run(subject: Subject, progress: (text: string) => void): Promise<Verdict>;
}

/** What a check ended with. */
export interface Verdict {
  readonly result: 'passed' | 'failed' | 'skipped';
  /** What was seen, or why nothing was asked, as a sentence. */
  readonly seen: string;
  /** What was measured. */
  readonly figures?: Readonly<Record<string, unknown>>;
  /** What went wrong, a sentence each. */
  readonly failures?: readonly string[];
  /** What to do. */
  readonly fix?: string;
}

export function passed(seen: string, figures?: Verdict['figures']): Verdict {
  return { result: 'passed', seen, figures };
}

export function failed(seen: string, fix: string, rest: Pick<Verdict, 'figures' | 'failures'> = {}): Verdict {
  return { result: 'failed', seen, ...rest, fix };
}

export function skipped(reason: string): Verdict {
  return { result: 'skipped', seen: reason };
}
