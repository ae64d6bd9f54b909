import { Duration } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Cluster } from '../cluster';
import { wholeSeconds } from '../private/durations';
import { wholeNumber } from '../private/numbers';

/**
 * How many tokens a tenant may use in a period. Only what reads the answers can count tokens, so a provider that does
 * not refuses it at synth: a limit of requests is no limit of tokens, and is called `RequestBudget`.
 */
export class TokenBudget {
  /**
   * A bound on the tokens of questions and answers together.
   *
   * @param tokens in one period
   * @param period of whole seconds
   * @throws if a number is out of its range
   */
  public static of(tokens: number, period: Duration): TokenBudget {
    wholeNumber('tokens', tokens, 1, Number.MAX_SAFE_INTEGER, 'write the number of tokens, such as 1_000_000');
    return new TokenBudget(tokens, Duration.seconds(wholeSeconds('period', period, 'Duration.hours(1)')));
  }

  private constructor(
    /** Tokens in one period. */
    public readonly tokens: number,
    /** Time in which so many may be used. */
    public readonly period: Duration,
  ) {}
}

/**
 * Refuses what the provider of the cluster cannot keep.
 *
 * @throws if it counts no tokens
 */
export function refuseTokenBudget(route: IConstruct, { tokens, period }: TokenBudget): void {
  const { name, version, tokenBudgets, _tokenBudgetReference } = Cluster.of(route).provider;
  if (tokenBudgets) return;
  throw new Error(
    `'tokenBudget' (${tokens} in ${period.toSeconds()}s) of route '${route.node.path}' cannot be kept: ${name} ${version} counts requests only (${_tokenBudgetReference}): leave it out and attach a TokenRateLimitPolicy of Kuadrant to the HTTPRoute (agentgateway and Envoy AI Gateway count tokens too), or write budgets: [RequestBudget.perReplica(...)] to limit requests`,
  );
}
