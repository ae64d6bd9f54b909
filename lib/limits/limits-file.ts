import { Yaml } from 'cdk8s';
import type { RequestBudget } from './request-budget';

/** What one tenant may do at a gateway. */
export interface TenantLimits {
  readonly tenant: string;
  readonly budgets: RequestBudget[];
}

/** Keys of the descriptors that proxies send and limits are found by. */
export const TENANT_KEY = 'tenant';
export const WINDOW_KEY = 'window';
export const MODEL_KEY = 'model';

/** Limits of one domain as the rate limiter reads them. Of two limits of a tenant each is counted by its window's name. */
export function limitsFile(domain: string, tenants: TenantLimits[]): string {
  return Yaml.stringify({
    domain,
    descriptors: tenants.map(({ tenant, budgets }) => ({
      key: TENANT_KEY,
      value: tenant,
      descriptors: [...new Set(budgets.map(({ window }) => window))].map((window) =>
        ofWindow(
          window,
          budgets.filter((budget) => budget.window === window),
        ),
      ),
    })),
  });
}

/** Limits of one tenant and window: one for all models, and those of single models below it. */
function ofWindow(window: string, budgets: RequestBudget[]) {
  const whole = budgets.find(({ modelName }) => modelName === undefined);
  const single = budgets.flatMap((budget) =>
    budget.modelName === undefined ? [] : [{ key: MODEL_KEY, value: budget.modelName, rate_limit: limitOf(budget) }],
  );
  return {
    key: WINDOW_KEY,
    value: window,
    ...(whole === undefined ? {} : { rate_limit: limitOf(whole) }),
    ...(single.length === 0 ? {} : { descriptors: single }),
  };
}

function limitOf({ window, requests }: RequestBudget) {
  return { unit: window, requests_per_unit: requests };
}
