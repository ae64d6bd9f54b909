import { FailureMode } from '../limits/failure-mode';
import type { TenantLimits } from '../limits/limits-file';
import type { RateLimiter } from '../limits/rate-limiter';
import type { RequestBudget } from '../limits/request-budget';
import type { Budgets } from '../providers/budgets';
import type { RouteAttachment } from './inference-gateway-protocol';
import type { RoutedModels } from './routed-models';
import type { TenantTable } from './tenant-table';

/** Budgets of one tenant, and the route that has them. */
interface Budgeted {
  readonly route: string;
  readonly budgets: RequestBudget[];
}

/** How many requests each tenant of a gateway may make, on all hosts of the tenant together. */
export class TenantBudgets {
  private readonly tenants = new Map<string, Budgeted>();

  constructor(
    private readonly gateway: string,
    private readonly table: Pick<TenantTable, 'hosts'>,
    private readonly limiter: RateLimiter | undefined,
  ) {}

  /**
   * Takes the budgets of a route's tenant in.
   *
   * @throws if another route has budgets for the same tenant, or if nobody here can count them
   */
  public add({ route, tenant }: RouteAttachment): void {
    const budgets = tenant?.budgets ?? [];
    if (tenant === undefined || budgets.length === 0) return;
    const other = this.tenants.get(tenant.name);
    if (other !== undefined) {
      throw new Error(
        `'budgets' of route '${route}' are tenant '${tenant.name}'s, who has some at route '${other.route}' already: write all of them at one route, they hold for both`,
      );
    }
    const exact = budgets.find(({ isExact }) => isExact);
    if (exact !== undefined && this.limiter === undefined) {
      throw new Error(
        `'budgets' of route '${route}' has an exact one (${exact.requests} a ${exact.window}), but gateway '${this.gateway}' has no 'rateLimiter' to count it: write rateLimiter: new RateLimiter(chart, 'rate-limiter', { store: CounterStore.valkey({ ... }) }), or RequestBudget.perReplica(...)`,
      );
    }
    this.tenants.set(tenant.name, { route, budgets });
  }

  /** Budgets that would count each hostname for itself, one sentence each. */
  public get divided(): string[] {
    return [...this.tenants].flatMap(([tenant, { route, budgets }]) => {
      const hosts = this.table.hosts.filter((host) => host.tenant === tenant);
      const local = budgets.find(({ isExact }) => !isExact);
      if (local === undefined || hosts.length < 2) return [];
      return [
        `'budgets' of route '${route}' has one per replica (${local.requests} in ${local.period.toSeconds()}s), but tenant '${tenant}' has ${hosts.length} hostnames (${hosts.map(({ hostname }) => hostname).join(', ')}), each of which would have all of it: write RequestBudget.exact(...), or leave one hostname`,
      ];
    });
  }

  /** Budgets for models that no route of their tenant offers by name, one sentence each. */
  public unoffered(models: Pick<RoutedModels, 'offersByName'>): string[] {
    return [...this.tenants].flatMap(([tenant, { route, budgets }]) =>
      budgets.flatMap(({ modelName }) =>
        modelName === undefined || models.offersByName(tenant, modelName)
          ? []
          : [
              `'budgets' of route '${route}' has one for model '${modelName}', which tenant '${tenant}' does not ask for by the name in the body: add the pool to its models, or leave the budget out`,
            ],
      ),
    );
  }

  /** What the rate limiter counts. */
  public get exact(): TenantLimits[] {
    return [...this.tenants].flatMap(([tenant, { budgets }]) => {
      const exact = budgets.filter(({ isExact }) => isExact);
      return exact.length === 0 ? [] : [{ tenant, budgets: exact }];
    });
  }

  /** What the proxies are told. */
  public render(): Budgets {
    const { limiter } = this;
    return {
      hosts: this.table.hosts.flatMap(({ tenant = '', hostname, port }) => {
        const budgets = this.tenants.get(tenant)?.budgets;
        return budgets === undefined ? [] : [{ hostname, port, tenant, budgets }];
      }),
      counter: limiter && {
        host: limiter.host,
        port: limiter.port,
        domain: this.gateway,
        failClosed: limiter.failureMode === FailureMode.CLOSED,
      },
    };
  }
}
