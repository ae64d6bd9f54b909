import { Duration } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { IModelPool } from '../models/model-pool-protocol';
import type { IModelService } from '../models/model-service-protocol';
import type { ModelsList } from '../providers/provider-renderer';
import type { ModelAttachment, RouteAttachment, ServiceAttachment } from './inference-gateway-protocol';
import type { ListenerTable, ServedHost } from './listener-table';

/** A model's name on one host. */
interface Offer {
  readonly modelName: string;
  readonly route: RouteAttachment;
  /** Whether requests are recognised by the name in their body. */
  readonly byName: boolean;
}

/** What answers on one host: the first route's namespace owns it. */
interface Host extends ServedHost {
  readonly ownedBy: string;
  readonly offers: Offer[];
}

/** Who serves a name: one backend, and where there is a canary its next version. */
interface Owner {
  readonly backend: IConstruct;
  canary?: IConstruct;
  /** Whether the body router knows the name. */
  routed: boolean;
}

/** The models that routes offer through a gateway, and who offers them where. */
export class RoutedModels {
  private readonly owners = new Map<string, Owner>();
  private readonly hosts = new Map<string, Host>();
  private readonly allPools = new Set<IModelPool>();
  private readonly poolsByName = new Map<string, Set<IModelPool>>();
  private readonly allServices = new Set<IModelService>();
  private longest = 0;

  constructor(
    private readonly gateway: string,
    private readonly listeners: Pick<ListenerTable, 'served'>,
  ) {}

  /**
   * Takes a model of a route in; tells whether the body router must learn its name.
   *
   * @throws if another backend has its name, or if the same host offers it already
   */
  public addPool({ route, pool, canary, match }: ModelAttachment): boolean {
    const owner = this.own(pool.modelName, pool, canary);
    this.offer({ modelName: pool.modelName, route, byName: match.needsBodyRouter });
    for (const one of canary === undefined ? [pool] : [pool, canary]) {
      this.allPools.add(one);
      this.poolsByName.set(one.modelName, (this.poolsByName.get(one.modelName) ?? new Set()).add(one));
      this.longest = Math.max(this.longest, one.longestGeneration.toSeconds());
    }
    return learn(owner, match.needsBodyRouter);
  }

  /**
   * Takes a Service of a route in; tells whether the body router must learn its name.
   *
   * @throws if another backend has its name, or if the same host offers it already
   */
  public addService({ route, service, match, longestAnswer }: ServiceAttachment): boolean {
    const { modelName } = service;
    this.allServices.add(service);
    this.longest = Math.max(this.longest, longestAnswer.toSeconds());
    if (modelName === undefined) return false;
    const owner = this.own(modelName, service);
    this.offer({ modelName, route, byName: match.needsBodyRouter });
    return learn(owner, match.needsBodyRouter);
  }

  /** The pools behind the gateway, each once. */
  public get pools(): IModelPool[] {
    return [...this.allPools];
  }

  /** The Services behind the gateway, each once. */
  public get services(): IModelService[] {
    return [...this.allServices];
  }

  /** The longest answer that passes through the gateway. */
  public get longestGeneration(): Duration {
    return Duration.seconds(this.longest);
  }

  /** Models of every host, without their adapters. */
  public get offered(): { readonly hostname: string; readonly modelNames: string[] }[] {
    return [...this.hosts.values()].map(({ hostname, offers }) => ({ hostname, modelNames: namesOf(offers) }));
  }

  /** `GET /v1/models` of every host. */
  public get lists(): ModelsList[] {
    return [...this.hosts.values()].map(({ offers, ...host }) => ({
      ...host,
      modelNames: namesOf(offers).flatMap((name) => [name, ...this.adaptersOf(name)]),
    }));
  }

  /** Whether a tenant asks for a model by the name in the body. */
  public offersByName(tenant: string, modelName: string): boolean {
    return [...this.hosts.values()].some(({ offers }) =>
      offers.some((one) => one.byName && one.modelName === modelName && one.route.tenant?.name === tenant),
    );
  }

  /** Adapters of a model, those of its canary included. */
  public adaptersOf(modelName: string): string[] {
    const pools = [...(this.poolsByName.get(modelName) ?? [])];
    return [...new Set(pools.flatMap((pool) => pool.adapterNames))];
  }

  /**
   * Adapters that have the name of another model or adapter, which may come after routes. Where the router's table is
   * rendered, the rule `unique-model-name` says so.
   */
  public get sharedNames(): string[] {
    const owners = new Map<string, IModelPool>(this.pools.map((pool) => [pool.modelName, pool]));
    const clashes: string[] = [];
    for (const pool of this.pools) {
      for (const name of pool.adapterNames) {
        const owner = owners.get(name) ?? pool;
        if (owner.modelName !== pool.modelName || name === pool.modelName) {
          clashes.push(
            `'name' (${name}) of an adapter of pool '${pool.node.path}' is taken on gateway '${this.gateway}' by pool '${owner.node.path}': give one of them another`,
          );
        }
        owners.set(name, owner);
      }
    }
    return clashes;
  }

  /** Adapters that one side of a canary lacks. */
  public get missingAdapters(): string[] {
    return this.pools.flatMap((pool) =>
      this.adaptersOf(pool.modelName)
        .filter((name) => !pool.adapterNames.includes(name))
        .map(
          (name) =>
            `'${name}' is an adapter of '${pool.modelName}' that pool '${pool.node.path}' lacks, so its share of the requests would be 404: add it to both sides of the canary`,
        ),
    );
  }

  /** A name belongs to one backend, and to the one canary that all its routes share. */
  private own(modelName: string, backend: IConstruct, canary?: IConstruct): Owner {
    const owner = this.owners.get(modelName) ?? { backend, routed: false };
    if (owner.backend !== backend) throw new Error(this.taken(modelName, backend, owner.backend));
    if (canary !== undefined && owner.canary !== undefined && owner.canary !== canary) {
      throw new Error(
        `'canary' (pool '${canary.node.path}') of '${modelName}' has a rival on gateway '${this.gateway}', pool '${owner.canary.node.path}': one name has one canary, so finish or leave out the other first`,
      );
    }
    owner.canary ??= canary;
    this.owners.set(modelName, owner);
    return owner;
  }

  private taken(modelName: string, backend: IConstruct, other: IConstruct): string {
    return `'modelName' (${modelName}) of ${this.called(backend)} is taken on gateway '${this.gateway}' by ${this.called(other)}: give one of them another 'modelName'`;
  }

  private called(backend: IConstruct): string {
    const isService = this.services.some((service) => service === backend);
    return `${isService ? 'service' : 'pool'} '${backend.node.path}'`;
  }

  private offer(offer: Offer): void {
    const { modelName, route, byName } = offer;
    const hosts = this.listeners.served(route).map((served) => this.host(served, route));
    const rival = hosts
      .flatMap(({ offers }) => offers)
      .find((other) => byName && other.byName && other.modelName === modelName);
    if (rival !== undefined) {
      throw new Error(
        `'models' of route '${route.route}' has '${modelName}', which route '${rival.route.route}' offers on the same host already: only one of the two would ever answer, so leave it out of one`,
      );
    }
    for (const { offers } of hosts) offers.push(offer);
  }

  private host({ hostname, port }: ServedHost, route: RouteAttachment): Host {
    const key = `${hostname}:${port}`;
    const host = this.hosts.get(key) ?? { hostname, port, ownedBy: route.namespace, offers: [] };
    this.hosts.set(key, host);
    return host;
  }
}

function learn(owner: Owner, byName: boolean): boolean {
  const unknown = byName && !owner.routed;
  owner.routed ||= byName;
  return unknown;
}

function namesOf(offers: Offer[]): string[] {
  return [...new Set(offers.map(({ modelName }) => modelName))];
}
