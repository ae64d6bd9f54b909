import type { HostOfCallers } from '../providers/provider-renderer';
import type { RouteAttachment, TenantAttachment } from './inference-gateway-protocol';
import type { ListenerTable, ServedHost } from './listener-table';

/** A host, and the tenant that alone may use it, if there is one. */
export interface OwnedHost extends ServedHost {
  readonly tenant?: TenantAttachment;
}

/** Whose the hosts of a gateway are. */
export class TenantTable {
  private readonly entries = new Map<string, OwnedHost>();

  constructor(private readonly listeners: Pick<ListenerTable, 'served'>) {}

  /**
   * Takes the hosts of a route in. Where a route of nobody has the same host as a tenant's, both are the tenant's.
   *
   * @throws if a host is another tenant's
   */
  public add({ tenant, ...route }: RouteAttachment): void {
    for (const host of this.listeners.served(route)) {
      const key = `${host.hostname}:${host.port}`;
      const other = this.entries.get(key)?.tenant;
      if (tenant !== undefined && other !== undefined && other.name !== tenant.name) {
        throw new Error(
          `'tenant' (${tenant.name}) of route '${route.route}' has the hostname '${host.hostname}', which tenant '${other.name}' has already: give one of them another hostname, or both the same 'tenant'`,
        );
      }
      this.entries.set(key, { ...host, tenant: other ?? tenant });
    }
  }

  /** Hosts that routes use. */
  public get hosts(): HostOfCallers[] {
    return [...this.entries.values()].map(({ tenant, ...host }) => ({ ...host, tenant: tenant?.name }));
  }
}
