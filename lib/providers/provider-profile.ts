import type { Capability } from './capability';

/** What one gateway implementation can do: data, so that every difference stands in one place. */
export interface ProviderProfile {
  /** Several InferencePools as backends of one rule, each asked through its own picker. */
  readonly severalPoolsInOneRule: Capability;
  /** Limits of tokens, which only what reads the answers can count. */
  readonly tokenBudgets: Capability;
}
