import { Duration } from 'cdk8s';
import { GatewayProvider, TokenBudget } from 'cdk8s-inference-gateway';
import { tenancy } from '../programs';
import { refuses } from '../refuses';

const BUDGET = TokenBudget.of(1_000_000, Duration.hours(1));

test('Istio counts no tokens, in any version', () => {
  expect(GatewayProvider.istio().tokenBudgets).toBe(false);
  expect(GatewayProvider.istio({ version: '9.9.9' }).tokenBudgets).toBe(false);
});

refuses(
  'a budget of tokens on a provider that counts none',
  (app) => tenancy(['a'], { tokenBudget: BUDGET }, app),
  "'tokenBudget' (1000000 in 3600s) of route 'a/route'",
  'istio 1.31.1 counts requests only (https://',
  'TokenRateLimitPolicy of Kuadrant',
  'agentgateway and Envoy AI Gateway',
  'RequestBudget',
);
refuses('no tokens', () => TokenBudget.of(0, Duration.hours(1)), "'tokens' (0)", 'such as 1_000_000');
refuses('half a second', () => TokenBudget.of(1, Duration.millis(500)), "'period' (0.5s)");
