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

/** Limits of one domain as the rate limiter reads them. Of two limits of a tenant each is counted by its window's name. */
export function limitsFile(domain: string, tenants: TenantLimits[]): string {
  return Yaml.stringify({
    domain,
    descriptors: tenants.map(({ tenant, budgets }) => ({
      key: TENANT_KEY,
      value: tenant,
      descriptors: budgets.map(({ window, requests }) => ({
        key: WINDOW_KEY,
        value: window,
        rate_limit: { unit: window, requests_per_unit: requests },
      })),
    })),
  });
}
