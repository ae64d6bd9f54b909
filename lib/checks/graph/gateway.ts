import { GATEWAY_NAME } from '../../private/labels';
import { type Fields, fieldsAt, itemsAt, numberAt, textAt } from './fields';
import type { Manifest } from './manifest';

/** A listener of a Gateway. */
export interface GatewayListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  /** Kinds of routes that it names; none names those of its protocol. */
  readonly kinds: readonly string[];
  /** `Same`, `All`, `Selector` or `None`. */
  readonly from: string;
  readonly namespaceSelector: Fields;
  /** Secrets with its certificate, in the Gateway's namespace where none is named. */
  readonly secrets: readonly { readonly namespace: string; readonly name: string }[];
}

/** A Gateway. */
export class Gateway {
  public readonly className: string;
  public readonly listeners: readonly GatewayListener[];
  /** Pods of its proxies, as the implementations label them. */
  public readonly proxyLabels: Readonly<Record<string, string>>;

  constructor(public readonly manifest: Manifest) {
    this.className = textAt(manifest.json, 'spec', 'gatewayClassName') ?? '';
    this.proxyLabels = { [GATEWAY_NAME]: manifest.name };
    this.listeners = itemsAt(manifest.json, 'spec', 'listeners').map((listener) => ({
      name: textAt(listener, 'name') ?? '',
      port: numberAt(listener, 'port') ?? 0,
      protocol: textAt(listener, 'protocol') ?? '',
      hostname: textAt(listener, 'hostname'),
      kinds: itemsAt(listener, 'allowedRoutes', 'kinds').map((one) => textAt(one, 'kind') ?? ''),
      from: textAt(listener, 'allowedRoutes', 'namespaces', 'from') ?? 'Same',
      namespaceSelector: fieldsAt(listener, 'allowedRoutes', 'namespaces', 'selector'),
      secrets: itemsAt(listener, 'tls', 'certificateRefs')
        .filter((ref) => (textAt(ref, 'kind') ?? 'Secret') === 'Secret')
        .map((ref) => ({ namespace: textAt(ref, 'namespace') ?? manifest.namespace, name: textAt(ref, 'name') ?? '' })),
    }));
  }
}

/** Whether a route's hostname and a listener's have a host in common; a wildcard covers one label or more. */
export function hostsMeet(listener: string | undefined, route: string): boolean {
  if (listener === undefined || listener === route) return true;
  return within(route, listener) || within(listener, route);
}

function within(host: string, wildcard: string): boolean {
  return wildcard.startsWith('*.') && host.replace(/^\*\./, 'x.').endsWith(wildcard.slice(1));
}
