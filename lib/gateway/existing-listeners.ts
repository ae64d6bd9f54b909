import type { RouteAttachment } from './inference-gateway-protocol';
import { Listener } from './listener';
import type { ServedHost } from './listener-table';

/** A listener of a Gateway that somebody else owns. */
export interface ExistingListener {
  /** Name of the listener: `sectionName` of routes. */
  readonly name: string;
  /** TCP port. */
  readonly port: number;
  /**
   * Hostname, such as `*.ai.example.com`.
   * @default - any
   */
  readonly hostname?: string;
  /**
   * Labels by which the listener admits namespaces: they are put on the namespaces of routes.
   * @default - none: the owner is asked to admit the namespace of each route
   */
  readonly namespaceLabels?: { [key: string]: string };
}

/** A listener that routes use, and their namespaces. */
export interface UsedListener {
  readonly existing: ExistingListener;
  readonly namespaces: string[];
}

interface Entry {
  readonly existing: ExistingListener;
  readonly listener: Listener;
  /** Namespaces whose routes use it. */
  readonly namespaces: Set<string>;
}

/** The listeners that routes may use of a Gateway that somebody else owns. */
export class ExistingListeners {
  private readonly entries: Entry[];
  private readonly owners = new Map<string, string>();

  constructor(
    private readonly gateway: string,
    listeners: ExistingListener[],
  ) {
    if (listeners.length === 0) throw new Error("'listeners' is empty: name the one that routes shall use");
    const twice = listeners.find(({ name }, index) => listeners.findIndex((other) => other.name === name) !== index);
    if (twice !== undefined) throw new Error(`'listeners' has '${twice.name}' twice: leave one out`);
    this.entries = listeners.map((existing) => ({
      existing,
      listener: Listener.http({ hostname: existing.hostname, port: existing.port }),
      namespaces: new Set(),
    }));
  }

  public get ports(): number[] {
    return [...new Set(this.entries.map(({ listener }) => listener.port))];
  }

  /** Namespaces of all routes. */
  public get namespaces(): string[] {
    return [...new Set(this.entries.flatMap(({ namespaces }) => [...namespaces]))].sort();
  }

  /** Listeners that must admit some namespaces. */
  public get used(): UsedListener[] {
    return this.entries
      .filter(({ namespaces }) => namespaces.size > 0)
      .map(({ existing, namespaces }) => ({ existing, namespaces: [...namespaces].sort() }));
  }

  /** The listeners of a route, one for each hostname. */
  public attach({ route, namespace, hostnames }: RouteAttachment): ExistingListener[] {
    if (hostnames.length === 0) {
      throw new Error(
        `'hostnames' of route '${route}' is empty, but gateway '${this.gateway}' has other users: write the hostname that its clients use`,
      );
    }
    const listeners = hostnames.map((host) => {
      const owner = this.owners.get(host) ?? namespace;
      if (owner !== namespace) {
        throw new Error(
          `'hostnames' (${host}) of route '${route}' belongs to namespace '${owner}' already: give each tenant its own hostname`,
        );
      }
      this.owners.set(host, namespace);
      const entry = this.entryOf(host);
      entry.namespaces.add(namespace);
      return entry.existing;
    });
    return [...new Set(listeners)];
  }

  /** Hosts and ports on which a route answers. */
  public served({ hostnames }: RouteAttachment): ServedHost[] {
    return hostnames.map((hostname) => ({ hostname, port: this.entryOf(hostname).listener.port }));
  }

  private entryOf(host: string): Entry {
    const covering = this.entries.filter(({ listener }) => listener.covers(host));
    const closeness = ({ listener }: Entry) => listener.hostname?.length ?? 0;
    const closest = covering.sort((a, b) => closeness(b) - closeness(a))[0];
    if (closest === undefined) {
      throw new Error(
        `'hostnames' (${host}) lies outside every listener of gateway '${this.gateway}' (${this.entries.map(({ existing }) => existing.hostname).join(', ')}): write a hostname within one, or name another listener`,
      );
    }
    return closest;
  }
}
