import type { Construct } from 'constructs';
import { declareExisting } from '../checks/tree';
import { pods, policyManifest, tcp } from '../network/network-policy';
import { type _Requirement, Requirements } from '../requirements';
import { type ReferenceGrantProps, referenceGrantManifest } from '../tenants/reference-grant';
import type { ProxyPods } from './model-pool-protocol';

/** Pods that gateways must reach. */
interface BackendPods {
  /** Start of the names of their policies. */
  readonly name: string;
  readonly labels: { [key: string]: string };
  readonly port: number;
  /** What they are, in words: `the model servers of pool 'llama'`. */
  readonly words: string;
}

/** What routes lead to and somebody else owns. */
export interface ExistingBackendProps {
  readonly kind: 'InferencePool' | 'Service';
  readonly name: string;
  readonly namespace: string;
  /** What it is, in words: `pool 'llama'`. */
  readonly words: string;
  /** Whether NetworkPolicies isolate its pods. */
  readonly isolated: boolean;
  readonly pods: BackendPods[];
  readonly grants: (routeNamespace: string) => ReferenceGrantProps[];
}

/** Asks the owner of a backend for grants and for ways through its walls. */
export class ExistingBackend {
  private readonly proxies = new Map<string, ProxyPods>();
  private readonly routeNamespaces = new Set<string>();

  constructor(
    scope: Construct,
    private readonly props: ExistingBackendProps,
  ) {
    const { kind, namespace, name, isolated } = props;
    declareExisting(scope, { kind, namespace, name });
    Requirements._add(scope, () => [...this.grants(), ...(isolated ? this.walls() : [])]);
  }

  public admitProxies(proxies: ProxyPods): void {
    this.proxies.set(`${proxies.namespace}/${proxies.gatewayName}`, proxies);
  }

  public admitRoutes(namespace: string): void {
    if (namespace !== this.props.namespace) this.routeNamespaces.add(namespace);
  }

  private grants(): _Requirement[] {
    const { namespace, words, grants } = this.props;
    return [...this.routeNamespaces].flatMap((routeNamespace) =>
      grants(routeNamespace).map((grant) => ({
        namespace,
        why: `HTTPRoutes of namespace '${routeNamespace}' may refer to ${words}`,
        object: referenceGrantManifest(grant),
      })),
    );
  }

  private walls(): _Requirement[] {
    return [...this.proxies.values()].flatMap((proxies) =>
      this.props.pods.map(({ name, labels, port, words }) => ({
        namespace: this.props.namespace,
        why: `the proxies of Gateway '${proxies.namespace}/${proxies.gatewayName}' reach ${words}`,
        object: policyManifest({
          name: `${name}-from-${proxies.namespace}-${proxies.gatewayName}`,
          podLabels: labels,
          ingress: [{ from: [pods(proxies.namespace, proxies.podLabels)], ports: tcp(port) }],
        }),
      })),
    );
  }
}
