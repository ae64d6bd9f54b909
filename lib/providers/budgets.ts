import type { RequestBudget } from '../limits/request-budget';

/** Budgets of one hostname on one port. */
export interface BudgetedHost {
  readonly hostname: string;
  readonly port: number;
  readonly tenant: string;
  readonly budgets: RequestBudget[];
}

/** The program that counts for all proxies. */
export interface Counter {
  /** DNS name of its Service, and its port. */
  readonly host: string;
  readonly port: number;
  /** Under which its limits of this gateway stand. */
  readonly domain: string;
  /** Whether requests that it cannot count are refused. */
  readonly failClosed: boolean;
}

/** Budgets of all tenants of a gateway. */
export interface Budgets {
  readonly hosts: BudgetedHost[];
  readonly counter?: Counter;
}
