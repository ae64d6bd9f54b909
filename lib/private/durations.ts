import type { Duration } from 'cdk8s';

/** Durations of Gateway API have at most five digits. */
const MAX_SECONDS = 99_999;

/** Checks a duration that Kubernetes or Gateway API counts in whole seconds. */
export function wholeSeconds(property: string, duration: Duration, remedy: string): number {
  const value = duration.toSeconds({ integral: false });
  if (!Number.isInteger(value) || value < 1 || value > MAX_SECONDS) {
    throw new Error(
      `'${property}' (${value}s) must be a whole number of seconds from 1 to ${MAX_SECONDS}: write ${remedy}`,
    );
  }
  return value;
}
