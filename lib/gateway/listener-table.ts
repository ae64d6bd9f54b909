import {
  type GatewaySpecListeners,
  GatewaySpecListenersAllowedRoutesNamespacesFrom,
  GatewaySpecListenersTlsMode,
} from '../../imports/gateway-api';
import { NAMESPACE_NAME } from '../private/labels';
import type { RouteAttachment } from './inference-gateway-protocol';
import type { Listener } from './listener';

/** Listeners of one Gateway: Gateway API allows 64, and some are kept for redirects and growth. */
export const MAX_LISTENERS = 60;
const HTTP_PORT = 80;

/** Port 80 next to HTTPS: nothing but redirects. */
export const REDIRECT_LISTENER = 'http';

/** A listener as it is rendered: of one hostname for the routes of one namespace, or of any for several. */
interface Entry {
  readonly name: string;
  readonly hostname?: string;
  readonly listener: Listener;
  /** Whether a route has its hostname for itself, so that no other namespace may share it. */
  readonly exclusive: boolean;
  readonly namespaces: Set<string>;
}

/** What answers on one hostname and port. */
export interface ServedHost {
  /** The hostname, or `*`. */
  readonly hostname: string;
  readonly port: number;
}

/** The listeners that a gateway opens for its routes: each hostname has its own, open to its owner's namespace only. */
export class ListenerTable {
  private readonly entries = new Map<string, Entry>();
  private readonly listeners: Listener[];

  constructor(
    private readonly gateway: string,
    listeners: Listener[],
    private readonly hostnamesRequired: boolean,
  ) {
    if (listeners.length === 0) throw new Error("'listeners' is empty: leave it out, or write [Listener.http()]");
    if (listeners.length > MAX_LISTENERS) {
      throw new Error(
        `'listeners' has ${listeners.length} listeners, but a gateway has room for ${MAX_LISTENERS}: make a second InferenceGateway for the others`,
      );
    }
    this.listeners = listeners;
    const seen = new Set<string>();
    for (const { port, hostname, certificate } of listeners) {
      const key = `${port} ${hostname ?? ''}`;
      if (seen.has(key)) {
        throw new Error(`'listeners' has port ${port} twice for ${hostname ?? 'any hostname'}: leave one out`);
      }
      seen.add(key);
      if (hostname !== undefined && listeners.some((other) => other.hostname === hostname && other.port !== port)) {
        throw new Error(
          `'listeners' has '${hostname}' on several ports, but a hostname has one listener: leave the others out`,
        );
      }
      if ((certificate === undefined) === this.https) {
        throw new Error(
          "'listeners' has HTTP beside HTTPS, but plain HTTP may only redirect then, which it does by itself: leave Listener.http() out",
        );
      }
      if (this.https && port === HTTP_PORT) {
        throw new Error(`'port' (${port}) of an HTTPS listener is the port that redirects to HTTPS: write 443`);
      }
    }
  }

  /** Whether clients talk HTTPS. */
  public get https(): boolean {
    return this.listeners[0]?.certificate !== undefined;
  }

  /** Hostnames that routes may use; `*` for any. */
  public get hostnames(): string[] {
    return this.listeners.map(({ hostname }) => hostname ?? '*');
  }

  /** All ports, the one that only redirects included. */
  public get ports(): number[] {
    return [...new Set([...(this.https ? [HTTP_PORT] : []), ...this.listeners.map(({ port }) => port)])];
  }

  /** Annotations that the certificates ask for. */
  public get annotations(): Record<string, string> {
    const all: Record<string, string> = {};
    for (const { certificate } of this.listeners) {
      for (const [key, value] of Object.entries(certificate?.annotations ?? {})) {
        if ((all[key] ?? value) !== value) {
          throw new Error(
            `'certificate': '${key}' can name one issuer for a whole Gateway, not both '${all[key]}' and '${value}': write one of them`,
          );
        }
        all[key] = value;
      }
    }
    return all;
  }

  /** Opens listeners for a route; returns their names. */
  public attach(route: RouteAttachment): string[] {
    if (route.hostnames.length > 0) return route.hostnames.map((host) => this.attachHost(host, route));
    if (this.hostnamesRequired) {
      throw new Error(
        `'hostnames' of route '${route.route}' is empty, but gateway '${this.gateway}' can be reached from outside the cluster: write the hostname that its clients use`,
      );
    }
    return this.listeners.map((listener) => this.open(listener, route));
  }

  /** Hosts and ports on which a route answers. */
  public served(route: RouteAttachment): ServedHost[] {
    if (route.hostnames.length === 0) {
      return this.listeners.map(({ hostname, port }) => ({ hostname: hostname ?? '*', port }));
    }
    return route.hostnames.map((hostname) => ({ hostname, port: this.listenerOf(hostname).port }));
  }

  /** The listeners to render. */
  public render(): GatewaySpecListeners[] {
    const redirect = this.https ? [redirectListener()] : [];
    const entries = this.entries.size > 0 ? [...this.entries.values()] : this.listeners.map((l) => this.unused(l));
    return [...redirect, ...entries.map(renderEntry)];
  }

  private attachHost(host: string, route: RouteAttachment): string {
    const listener = this.listenerOf(host);
    const name = this.nameOf(host);
    const others = [...(this.entries.get(name)?.namespaces ?? [])].filter((other) => other !== route.namespace);
    if (others.length > 0) {
      throw new Error(
        `'hostnames' (${host}) of route '${route.route}' belongs to namespace '${others.join(', ')}' already: give each tenant its own hostname`,
      );
    }
    const namespaces = new Set([route.namespace]);
    this.entries.set(name, { name, hostname: host, listener, exclusive: true, namespaces });
    if (this.entries.size > MAX_LISTENERS) {
      throw new Error(
        `'hostnames' (${host}) is hostname ${this.entries.size} of gateway '${this.gateway}', which has room for ${MAX_LISTENERS}: make a second InferenceGateway for further tenants`,
      );
    }
    return name;
  }

  private listenerOf(host: string): Listener {
    const covering = this.listeners.filter((listener) => listener.covers(host));
    const closest = covering.sort((a, b) => (b.hostname?.length ?? 0) - (a.hostname?.length ?? 0))[0];
    if (closest === undefined) {
      throw new Error(
        `'hostnames' (${host}) lies outside every listener of gateway '${this.gateway}' (${this.listeners.map(({ hostname }) => hostname).join(', ')}): write a hostname within one, or add a listener for it`,
      );
    }
    return closest;
  }

  /** A declared listener itself, for routes without hostnames; not one that a route has for itself. */
  private open(listener: Listener, route: RouteAttachment): string {
    const entry = this.unused(listener);
    const taken = this.entries.get(entry.name);
    if (taken?.exclusive && !taken.namespaces.has(route.namespace)) {
      throw new Error(
        `'hostnames' of route '${route.route}' is empty, but the listener '${entry.hostname}' that it would use belongs to namespace '${[...taken.namespaces].join(', ')}': write a hostname of its own`,
      );
    }
    const opened = taken ?? entry;
    opened.namespaces.add(route.namespace);
    this.entries.set(opened.name, opened);
    return opened.name;
  }

  /** Name of the listener of a hostname: the hostname itself, with a word for the wildcard that no name may hold. */
  private nameOf(host: string): string {
    const name = host.replace('*', 'wildcard');
    const other = this.entries.get(name);
    return other === undefined || other.hostname === host ? name : `${name}-2`;
  }

  private unused(listener: Listener): Entry {
    const { hostname, port, certificate } = listener;
    const scheme = certificate === undefined ? 'http' : 'https';
    const suffix = port === (scheme === 'http' ? HTTP_PORT : 443) ? '' : `-${port}`;
    const name = hostname === undefined ? `${scheme}${suffix}` : this.nameOf(hostname);
    return { name, hostname, listener, exclusive: false, namespaces: new Set() };
  }
}

function redirectListener(): GatewaySpecListeners {
  return {
    name: REDIRECT_LISTENER,
    port: HTTP_PORT,
    protocol: 'HTTP',
    allowedRoutes: {
      kinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
      namespaces: { from: GatewaySpecListenersAllowedRoutesNamespacesFrom.SAME },
    },
  };
}

function renderEntry({ name, hostname, listener, namespaces }: Entry): GatewaySpecListeners {
  const { port, certificate } = listener;
  const owners = [...namespaces].sort();
  return {
    name,
    hostname,
    port,
    protocol: certificate === undefined ? 'HTTP' : 'HTTPS',
    tls: certificate && {
      mode: GatewaySpecListenersTlsMode.TERMINATE,
      certificateRefs: [{ group: '', kind: 'Secret', name: certificate.secretName(hostname ?? '*') }],
    },
    allowedRoutes: {
      kinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
      namespaces:
        owners.length === 0
          ? { from: GatewaySpecListenersAllowedRoutesNamespacesFrom.SAME }
          : { from: GatewaySpecListenersAllowedRoutesNamespacesFrom.SELECTOR, selector: namespaceSelector(owners) },
    },
  };
}

/** Selects exactly these namespaces. */
export function namespaceSelector(namespaces: string[]) {
  const [only] = namespaces;
  return namespaces.length === 1 && only !== undefined
    ? { matchLabels: { [NAMESPACE_NAME]: only } }
    : { matchExpressions: [{ key: NAMESPACE_NAME, operator: 'In', values: namespaces }] };
}
