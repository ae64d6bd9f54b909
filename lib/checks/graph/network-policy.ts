import { at, type Fields, itemsAt, listAt, numberAt, textAt } from './fields';
import type { Manifest } from './manifest';
import { type Selector, selectorOf } from './selector';

/** One end of connections that a policy allows. */
export interface PolicyPeer {
  /** Undefined: the policy's own namespace. */
  readonly namespaces?: Selector;
  /** Undefined: every pod. */
  readonly pods?: Selector;
  readonly block?: { readonly cidr: string; readonly except: readonly string[] };
}

/** Ports that a policy allows. */
export interface PolicyPort {
  readonly protocol: string;
  /** Number or name; undefined: every port. */
  readonly port?: number | string;
  readonly endPort?: number;
}

/** One rule of a policy. No peers and no ports: all of them. */
export interface PolicyRule {
  readonly peers?: readonly PolicyPeer[];
  readonly ports?: readonly PolicyPort[];
}

/** A NetworkPolicy. */
export class NetworkPolicy {
  public readonly pods: Selector;
  /** Rules for what comes in; undefined where the policy says nothing about it. */
  public readonly ingress?: readonly PolicyRule[];
  /** Rules for what goes out; undefined where the policy says nothing about it. */
  public readonly egress?: readonly PolicyRule[];

  constructor(public readonly manifest: Manifest) {
    const spec = manifest.json.spec;
    this.pods = selectorOf(at(spec, 'podSelector'));
    const types = listAt(spec, 'policyTypes');
    const egress = types.length === 0 ? at(spec, 'egress') !== undefined : types.includes('Egress');
    if (types.length === 0 || types.includes('Ingress')) this.ingress = rulesOf(spec, 'ingress', 'from');
    if (egress) this.egress = rulesOf(spec, 'egress', 'to');
  }
}

function rulesOf(spec: unknown, direction: string, peers: string): PolicyRule[] {
  return itemsAt(spec, direction).map((rule) => ({
    // An empty list allows all, as a missing one does.
    peers: orUndefined(itemsAt(rule, peers).map(peerOf)),
    ports: orUndefined(itemsAt(rule, 'ports').map(portOf)),
  }));
}

function orUndefined<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function peerOf(peer: Fields): PolicyPeer {
  const block = at(peer, 'ipBlock');
  return {
    namespaces: peer.namespaceSelector === undefined ? undefined : selectorOf(peer.namespaceSelector),
    pods: peer.podSelector === undefined ? undefined : selectorOf(peer.podSelector),
    block:
      block === undefined
        ? undefined
        : { cidr: textAt(block, 'cidr') ?? '', except: listAt(block, 'except').map(String) },
  };
}

function portOf(port: Fields): PolicyPort {
  return {
    protocol: textAt(port, 'protocol') ?? 'TCP',
    port: typeof port.port === 'string' || typeof port.port === 'number' ? port.port : undefined,
    endPort: numberAt(port, 'endPort'),
  };
}
