import type { Condition } from './kinds';

/** Conditions of some types that are not True. */
export function unmet(conditions: readonly Condition[] = [], types: readonly string[]): Condition[] {
  return conditions.filter(({ type, status }) => types.includes(type) && status !== 'True');
}

/** A condition as a verb and its reason: `has Accepted=False (NotAllowedByListeners)`. */
export function verdict({ type, status, reason }: Condition): string {
  return `has ${type}=${status}${reason === undefined ? '' : ` (${reason})`}`;
}

/** What a condition says, behind a colon. */
export function said({ message }: Condition): string {
  const text = (message ?? '').trim().replace(/\.$/, '');
  return text === '' ? '' : `: ${text}`;
}
