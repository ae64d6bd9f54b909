import { App, Chart, Duration } from 'cdk8s';
import {
  CounterStore,
  Engine,
  InferenceGateway,
  Listener,
  Model,
  ModelPool,
  RateLimiter,
  RequestBudget,
  SecretKey,
  TenantRoute,
} from 'cdk8s-inference-gateway';

export const EDGE = 'budgets-edge';
export const LIMITER = 'limiter';
export const STORE = `${LIMITER}-store`;
/** Secrets that the test makes. */
export const CERTIFICATE = 'counter-store-tls';
export const AUTHORITY = SecretKey.of('counter-store-authority', 'ca.crt');
export const PASSWORD = SecretKey.of('counter-store', 'password');

/** Proxies of the gateway. */
export const PROXIES = 2;
/** Requests of each tenant. So long are the periods that nothing is added while the test runs. */
export const LIMITS = { replica: 20, exact: 100, both: { replica: 5, exact: 8 }, model: { replica: 7, exact: 12 } };
const DAY = Duration.days(1);

const BUDGETS: Readonly<Record<string, (chat: ModelPool, code: ModelPool) => RequestBudget[]>> = {
  // The other limit of each is never reached.
  replica: () => [RequestBudget.perReplica(LIMITS.replica, DAY), RequestBudget.perReplica(5000, Duration.hours(1))],
  exact: () => [RequestBudget.exact(100_000, Duration.hours(1)), RequestBudget.exact(LIMITS.exact, DAY)],
  neighbour: () => [RequestBudget.exact(100_000, DAY)],
  both: () => [RequestBudget.perReplica(LIMITS.both.replica, DAY), RequestBudget.exact(LIMITS.both.exact, DAY)],
  'by-model': (chat, code) => [
    RequestBudget.exact(100_000, DAY),
    RequestBudget.exact(LIMITS.model.exact, DAY).forModel(chat),
    RequestBudget.perReplica(LIMITS.model.replica, DAY).forModel(code),
  ],
  free: () => [],
};
export const TENANTS = Object.keys(BUDGETS);

/** Hostname of a tenant. */
export const hostOf = (tenant: string) => `${tenant}.budgets.example.com`;

/** Tenants with and without budgets, behind one gateway with a rate limiter and a Valkey. */
export function writeBudgets(outdir: string): void {
  const app = new App({ outdir });
  const edge = new Chart(app, 'edge', { namespace: EDGE });
  const store = CounterStore.valkey({ certificate: CERTIFICATE, authority: AUTHORITY, password: PASSWORD });
  const gateway = new InferenceGateway(edge, 'gateway', {
    listeners: [Listener.http({ hostname: hostOf('*') })],
    replicas: PROXIES,
    rateLimiter: new RateLimiter(edge, LIMITER, { store }),
  });
  const models = new Chart(app, 'models', { namespace: 'budgets-models' });
  const [chat, code] = (['chat', 'code'] as const).map(
    (modelName) => new ModelPool(models, modelName, { model: Model.QWEN3_0_6B, modelName, engine: Engine.simulator() }),
  ) as [ModelPool, ModelPool];
  for (const [tenant, budgets] of Object.entries(BUDGETS)) {
    new TenantRoute(new Chart(app, tenant, { namespace: `budgets-${tenant}` }), 'route', {
      gateway,
      hostnames: [hostOf(tenant)],
      models: [chat, code],
      budgets: budgets(chat, code),
    });
  }
  app.synth();
}
