import { App } from 'cdk8s';
import {
  CounterStore,
  type FailureMode,
  InferenceGateway,
  Listener,
  type ModelPool,
  RateLimiter,
  type RequestBudget,
  SecretKey,
  TenantRoute,
} from 'cdk8s-inference-gateway';
import { CERTIFICATE, poolIn } from '../programs';
import { chartIn } from '../render';

export const PASSWORD = SecretKey.of('counter-store', 'password');
export const STORE = CounterStore.valkey({ certificate: 'counter-store-tls', password: PASSWORD });

/** Budgets by tenant; those of one model need the pool. */
export type TenantBudgets = Record<string, RequestBudget[] | undefined | ((chat: ModelPool) => RequestBudget[])>;

/** What a test changes of a gateway whose tenants have budgets. */
export interface LimitedChanges {
  readonly store?: CounterStore;
  readonly failureMode?: FailureMode;
  readonly hostnames?: (tenant: string) => string[];
}

/** Gateway 'gateway' with the rate limiter 'limiter' in 'edge', pool 'chat', and a tenant for each name and its budgets. */
export function limited(
  budgets: TenantBudgets,
  { store = STORE, failureMode, hostnames = (tenant) => [`${tenant}.ai.example.com`] }: LimitedChanges = {},
  app = new App(),
) {
  const edge = chartIn(app, 'edge');
  const limiter = new RateLimiter(edge, 'limiter', { store, failureMode });
  const gateway = new InferenceGateway(edge, 'gateway', {
    listeners: [Listener.https('*.ai.example.com', { certificate: CERTIFICATE })],
    rateLimiter: limiter,
  });
  const chat = poolIn(chartIn(app, 'models'), 'chat');
  for (const [tenant, limits] of Object.entries(budgets)) {
    new TenantRoute(chartIn(app, tenant), 'route', {
      gateway,
      hostnames: hostnames(tenant),
      models: [chat],
      budgets: typeof limits === 'function' ? limits(chat) : limits,
    });
  }
  return { app, gateway, limiter, chat };
}
