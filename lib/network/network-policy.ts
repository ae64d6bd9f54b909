import { type ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { Cluster } from '../cluster';
import { NAMESPACE_NAME } from '../private/labels';
import { type ObjectProps, optional, render } from '../private/object';
import { warn } from '../private/warnings';

/** One end of an allowed connection, as NetworkPolicy writes it. */
export interface Peer {
  readonly namespaceSelector?: { readonly matchLabels?: Record<string, string> };
  readonly podSelector?: { readonly matchLabels: Record<string, string> };
  readonly ipBlock?: { readonly cidr: string; readonly except?: string[] };
}

/** Ports of an allowed connection. */
export interface PolicyPort {
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

/** What may come in. Without peers: from anywhere. */
export interface Ingress {
  readonly from?: Peer[];
  readonly ports: PolicyPort[];
}

/** What may go out. Without peers: to anywhere. */
export interface Egress {
  readonly to?: Peer[];
  readonly ports: PolicyPort[];
}

/** What may reach the pods with some labels, rendered as late as possible: routes and pools are added to it. */
export interface IngressPolicyProps {
  readonly name: string;
  readonly podLabels: Record<string, string>;
  readonly ingress: () => Ingress[];
}

/** What may reach the pods with some labels, and what these may reach. */
export interface PolicyProps extends IngressPolicyProps {
  readonly egress: () => Egress[];
}

/** Ways of pods with some labels, in one direction or both. */
export interface OpenPolicyProps {
  readonly name: string;
  readonly podLabels: Record<string, string>;
  readonly ingress?: Ingress[];
  readonly egress?: Egress[];
}

/** Ports that a connection may use, over TCP. */
export function tcp(...ports: number[]): PolicyPort[] {
  return ports.map((port) => ({ protocol: 'TCP', port }));
}

/** Pods with some labels in one namespace; without labels, all of them. */
export function pods(namespace: string, podLabels?: Record<string, string>): Peer {
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespace } },
    ...(podLabels === undefined ? {} : { podSelector: { matchLabels: podLabels } }),
  };
}

/** All pods of the cluster, and nothing outside. */
export const ANY_POD: Peer = { namespaceSelector: {} };

/** Denies all traffic of a namespace that no other policy allows. */
export function defaultDeny(scope: Construct): ApiObject {
  return render(scope, 'DefaultDeny', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name: 'default-deny',
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  });
}

/** Isolates pods in both directions but for what is listed. */
export function networkPolicy(scope: Construct, id: string, props: PolicyProps): ApiObject {
  const { name, podLabels, ingress, egress } = props;
  return render(scope, id, policyManifest({ name, podLabels, ingress: late(ingress), egress: late(egress) }));
}

/** Lets only what is listed reach some pods, and leaves to others what these reach. */
export function ingressPolicy(scope: Construct, id: string, props: IngressPolicyProps): ApiObject {
  const { name, podLabels, ingress } = props;
  return render(scope, id, policyManifest({ name, podLabels, ingress: late(ingress) }));
}

/** Rules that are known only once the whole program is made. The API server drops an empty list, so none is rendered. */
function late<T>(rules: () => T[]): T[] {
  return Lazy.any({ produce: () => optional(rules()) });
}

/** A policy in the directions that are named. */
export function policyManifest({ name, podLabels, ingress, egress }: OpenPolicyProps): ObjectProps {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name,
    spec: {
      podSelector: podSelector(podLabels),
      policyTypes: [...(ingress === undefined ? [] : ['Ingress']), ...(egress === undefined ? [] : ['Egress'])],
      ingress,
      egress,
    },
  };
}

function podSelector(podLabels: Record<string, string>) {
  return Object.keys(podLabels).length === 0 ? {} : { matchLabels: podLabels };
}

/** The way to the cluster's DNS. */
export function dns(scope: Construct): Egress {
  const cluster = Cluster.of(scope);
  return {
    to: [pods(cluster.dnsNamespace, cluster.dnsPodLabels)],
    ports: [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ],
  };
}

/** The way to the API server. Call it in a constructor: without a known address it warns. */
export function apiServer(scope: Construct): Egress {
  const address = Cluster.of(scope).apiServer;
  if (address !== undefined) {
    return { to: address.cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: tcp(address.port ?? 443) };
  }
  warn(
    scope.node.root,
    "the address of the API server is not known, so endpoint pickers and body routers may reach TCP 443 and 6443 anywhere: name it with Cluster.define(app, { apiServer: { cidrs: ['10.0.0.4/32'] } })",
  );
  return { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '::/0' } }], ports: tcp(443, 6443) };
}

/** The way to public HTTPS servers: not to the cluster's own networks, and not to a cloud's metadata service. */
export const PUBLIC_HTTPS: Egress = {
  to: [
    {
      ipBlock: {
        cidr: '0.0.0.0/0',
        except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
      },
    },
  ],
  ports: tcp(443),
};
