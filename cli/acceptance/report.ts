import type { AcceptanceCheck, Verdict } from './acceptance-check';
import { CHECKS } from './checks';
import type { OfferedModel, Subject } from './subject';

const MORE_TIME = 'allow more --seconds, or look at what takes so long';

/** A check with its verdict. */
export interface Judged extends Verdict {
  readonly id: string;
  readonly promise: string;
}

/** What became of a gateway that was to be accepted. */
export interface Report {
  readonly origin: string;
  readonly models: readonly OfferedModel[];
  readonly accepted: boolean;
  readonly seconds: number;
  readonly checks: readonly Judged[];
}

/**
 * Runs all checks, one after the other. Where a model does not answer at all, the others are skipped.
 *
 * @param progress told of each check before it runs, and what long ones have done so far
 */
export async function accept(subject: Subject, progress: (text: string) => void = () => {}): Promise<Report> {
  const begin = performance.now();
  const checks: Judged[] = [];
  for (const check of CHECKS) {
    const hopeless = checks[0]?.result === 'failed';
    checks.push({ id: check.id, promise: check.promise, ...(await verdictOf(check, hopeless, subject, progress)) });
  }
  return {
    origin: subject.destination.origin,
    models: subject.models,
    accepted: checks.every(({ result }) => result !== 'failed'),
    seconds: Math.round((performance.now() - begin) / 1000),
    checks,
  };
}

async function verdictOf(
  check: AcceptanceCheck,
  hopeless: boolean,
  subject: Subject,
  progress: (text: string) => void,
): Promise<Verdict> {
  if (hopeless) return { result: 'skipped', seen: `${CHECKS[0].id} failed` };
  if (subject.signal?.aborted) return { result: 'failed', seen: 'not run: the time is over', fix: MORE_TIME };
  progress(check.id);
  const verdict = await check.run(subject, (text) => progress(`${check.id}: ${text}`));
  const late = verdict.result === 'failed' && subject.signal?.aborted;
  return late ? { ...verdict, seen: `${verdict.seen}; the time was over`, fix: MORE_TIME } : verdict;
}
