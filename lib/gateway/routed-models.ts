import { Duration } from 'cdk8s';
import type { IModelPool } from '../models/model-pool-protocol';
import type { ModelsList } from '../providers/provider-renderer';
import type { ModelAttachment, RouteAttachment } from './inference-gateway-protocol';
import type { ListenerTable } from './listener-table';

/** The models that routes offer through a gateway, and who offers them where. */
export class RoutedModels {
  private readonly attachments: ModelAttachment[] = [];
  private readonly byName = new Map<string, IModelPool>();

  constructor(
    private readonly gateway: string,
    private readonly listeners: ListenerTable,
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
    const hosts = this.hosts(route);
    const rival = this.attachments.find(
      (other) => other.pool === pool && this.hosts(other.route).some((host) => hosts.includes(host)),
    );
    if (rival !== undefined) {
      throw new Error(
        `'models' of route '${route.route}' has '${pool.modelName}', which route '${rival.route.route}' offers on the same host already: only one of the two would ever answer, so leave it out of one`,
      );
    }
    this.attachments.push({ route, pool });
    this.byName.set(pool.modelName, pool);
    return known === undefined;
  }

  /** The pools behind the gateway, each once. */
  public get pools(): IModelPool[] {
    return [...new Set(this.attachments.map(({ pool }) => pool))];
  }

  /** The longest answer that passes through the gateway. */
  public get longestGeneration(): Duration {
    return Duration.seconds(Math.max(0, ...this.pools.map((pool) => pool.longestGeneration.toSeconds())));
  }

  /** `GET /v1/models` of every host. */
  public get lists(): ModelsList[] {
    const lists = new Map<string, ModelsList>();
    for (const { route, pool } of this.attachments) {
      for (const { hostname, port } of this.listeners.served(route)) {
        const key = `${hostname}:${port}`;
        const { ownedBy = route.namespace, modelNames = [] } = lists.get(key) ?? {};
        lists.set(key, { hostname, port, ownedBy, modelNames: [...modelNames, pool.modelName] });
      }
    }
    return [...lists.values()];
  }

  private hosts(route: RouteAttachment): string[] {
    return this.listeners.served(route).map(({ hostname, port }) => `${hostname}:${port}`);
  }
}
