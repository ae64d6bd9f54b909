import { Duration } from 'cdk8s';
import type { IModelPool } from '../models/model-pool-protocol';
import type { ModelsList } from '../providers/provider-renderer';
import type { ModelAttachment, RouteAttachment } from './inference-gateway-protocol';
import type { ListenerTable, ServedHost } from './listener-table';

/** What answers on one host: the first route's namespace owns it. */
interface Host extends ServedHost {
  readonly ownedBy: string;
  /** Model names, with the route that offers each. */
  readonly offers: Map<string, RouteAttachment>;
}

/** The models that routes offer through a gateway, and who offers them where. */
export class RoutedModels {
  private readonly byName = new Map<string, IModelPool>();
  private readonly hosts = new Map<string, Host>();

  constructor(
    private readonly gateway: string,
    private readonly listeners: Pick<ListenerTable, 'served'>,
  ) {}

  /**
   * Takes a model of a route in; tells whether the gateway did not know it yet.
   *
   * @throws if another pool has its name, or if the same host offers it already
   */
  public add({ route, pool }: ModelAttachment): boolean {
    const known = this.byName.get(pool.modelName);
    if (known !== undefined && known !== pool) {
      throw new Error(
        `'modelName' (${pool.modelName}) of pool '${pool.node.path}' is taken on gateway '${this.gateway}' by pool '${known.node.path}': give one of them another 'modelName'`,
      );
    }
    const hosts = this.listeners.served(route).map((served) => this.host(served, route));
    const rival = hosts.map(({ offers }) => offers.get(pool.modelName)).find((other) => other !== undefined);
    if (rival !== undefined) {
      throw new Error(
        `'models' of route '${route.route}' has '${pool.modelName}', which route '${rival.route}' offers on the same host already: only one of the two would ever answer, so leave it out of one`,
      );
    }
    for (const { offers } of hosts) offers.set(pool.modelName, route);
    this.byName.set(pool.modelName, pool);
    return known === undefined;
  }

  /** The pools behind the gateway, each once. */
  public get pools(): IModelPool[] {
    return [...this.byName.values()];
  }

  /** The longest answer that passes through the gateway. */
  public get longestGeneration(): Duration {
    return Duration.seconds(Math.max(0, ...this.pools.map((pool) => pool.longestGeneration.toSeconds())));
  }

  /** Models of every host, without their adapters. */
  public get offered(): { readonly hostname: string; readonly modelNames: string[] }[] {
    return [...this.hosts.values()].map(({ hostname, offers }) => ({ hostname, modelNames: [...offers.keys()] }));
  }

  /** `GET /v1/models` of every host. */
  public get lists(): ModelsList[] {
    return [...this.hosts.values()].map(({ offers, ...host }) => ({
      ...host,
      modelNames: [...offers.keys()].flatMap((name) => [name, ...this.adaptersOf(name)]),
    }));
  }

  /** Adapters of a model. */
  public adaptersOf(modelName: string): string[] {
    return this.byName.get(modelName)?.adapterNames ?? [];
  }

  /** Names that an adapter shares with a model or with an adapter of another pool: adapters may come after routes. */
  public get clashes(): string[] {
    const owners = new Map(this.byName);
    const clashes: string[] = [];
    for (const pool of this.pools) {
      for (const name of pool.adapterNames) {
        const owner = owners.get(name) ?? pool;
        if (owner !== pool) {
          clashes.push(
            `'name' (${name}) of an adapter of pool '${pool.node.path}' is taken on gateway '${this.gateway}' by pool '${owner.node.path}': give one of them another`,
          );
        }
        owners.set(name, owner);
      }
    }
    return clashes;
  }

  private host({ hostname, port }: ServedHost, route: RouteAttachment): Host {
    const key = `${hostname}:${port}`;
    const host = this.hosts.get(key) ?? { hostname, port, ownedBy: route.namespace, offers: new Map() };
    this.hosts.set(key, host);
    return host;
  }
}
