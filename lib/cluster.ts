import type { IConstruct } from 'constructs';
import { Delivery } from './delivery/delivery';
import type { HuggingFaceEndpoint } from './models/weights/hugging-face-endpoint';
import type { EgressProxy } from './network/egress-proxy';
import type { TrustBundle } from './network/trust-bundle';
import { checkedCidrs } from './private/cidrs';
import { wholeNumber } from './private/numbers';
import { GatewayProvider } from './providers/gateway-provider';
import { Registry } from './registry';
import { Versions } from './versions';

/** Where the API server really listens: a network policy sees the address behind the `kubernetes` Service. */
export interface ApiServerAddress {
  /** CIDRs of the API server, such as `10.1.0.4/32`. */
  readonly cidrs: string[];
  /**
   * TCP port.
   * @default 443
   */
  readonly port?: number;
}

/** The pods that answer DNS. */
export interface ClusterDns {
  /**
   * Namespace of the DNS pods.
   * @default 'kube-system'
   */
  readonly namespace?: string;
  /**
   * Labels of the DNS pods.
   * @default - { 'k8s-app': 'kube-dns' }
   */
  readonly podLabels?: { [key: string]: string };
}

/** What the manifests must know of the cluster that they are applied to. All of it is optional. */
export interface ClusterProps {
  /**
   * Gateway implementation.
   * @default GatewayProvider.istio()
   */
  readonly provider?: GatewayProvider;
  /**
   * Minor version of Kubernetes, such as `1.35`.
   * @default - the version of the lock (`Versions.KUBERNETES.lock`)
   */
  readonly kubernetesVersion?: string;
  /**
   * Where images come from.
   * @default Registry.upstream()
   */
  readonly registry?: Registry;
  /**
   * Digests (`sha256:...`) by upstream image (`docker.io/vllm/vllm-openai:v0.32.0`): appended to the tag.
   * @default - images are named by their tags
   */
  readonly imageDigests?: { [image: string]: string };
  /**
   * Address of the API server, for the egress policies of endpoint pickers and body routers.
   * @default - TCP 443 and 6443 to anywhere, with a warning
   */
  readonly apiServer?: ApiServerAddress;
  /**
   * DNS pods, for egress policies.
   * @default - pods `k8s-app: kube-dns` in `kube-system`
   */
  readonly dns?: ClusterDns;
  /**
   * DNS domain of Services.
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;
  /**
   * How the manifests get to the cluster.
   * @default Delivery.kubectl()
   */
  readonly delivery?: Delivery;
  /**
   * HTTP proxy that pods ask for servers outside the cluster.
   * @default - they ask them directly
   */
  readonly egressProxy?: EgressProxy;
  /**
   * Authorities that pods trust when they ask servers outside the cluster.
   * @default - those of their images
   */
  readonly trustBundle?: TrustBundle;
  /**
   * Server that model servers download weights from.
   * @default - huggingface.co
   */
  readonly huggingFace?: HuggingFaceEndpoint;
}

const perApp = new WeakMap<IConstruct, Cluster>();

/** The cluster that an App is applied to: one value for all its constructs. */
export class Cluster {
  /**
   * Describes the cluster of an App.
   *
   * @param scope the App, or any construct in it
   * @throws if it is described already, or if a construct of this library was made before
   */
  public static define(scope: IConstruct, props: ClusterProps): Cluster {
    const root = scope.node.root;
    if (perApp.has(root)) {
      throw new Error(
        "'cluster' is described already or in use: call Cluster.define(app, ...) once, before the first construct",
      );
    }
    const cluster = new Cluster(props);
    perApp.set(root, cluster);
    Delivery._use(root, cluster.delivery);
    return cluster;
  }

  /** The cluster of the App that a construct belongs to. */
  public static of(scope: IConstruct): Cluster {
    const root = scope.node.root;
    const cluster = perApp.get(root) ?? new Cluster({});
    perApp.set(root, cluster);
    return cluster;
  }

  /** Gateway implementation. */
  public readonly provider: GatewayProvider;
  /** Minor version of Kubernetes. */
  public readonly kubernetesVersion: string;
  /** Where images come from. */
  public readonly registry: Registry;
  /** Address of the API server, if it is known. */
  public readonly apiServer?: ApiServerAddress;
  /** Namespace of the DNS pods. */
  public readonly dnsNamespace: string;
  /** Labels of the DNS pods. */
  public readonly dnsPodLabels: { [key: string]: string };
  /** DNS domain of Services. */
  public readonly clusterDomain: string;
  /** How the manifests get to the cluster. */
  public readonly delivery: Delivery;
  /** HTTP proxy for servers outside the cluster, if there is one. */
  public readonly egressProxy?: EgressProxy;
  /** Authorities that are trusted outside the cluster, if they are not those of the images. */
  public readonly trustBundle?: TrustBundle;
  /** Server that weights are downloaded from, if it is not huggingface.co. */
  public readonly huggingFace?: HuggingFaceEndpoint;
  private readonly digests: { [image: string]: string };

  private constructor(props: ClusterProps) {
    this.provider = props.provider ?? GatewayProvider.istio();
    this.kubernetesVersion = kubernetesVersion(props.kubernetesVersion ?? Versions.KUBERNETES.lock);
    this.registry = props.registry ?? Registry.upstream();
    this.apiServer = apiServer(props.apiServer);
    this.dnsNamespace = props.dns?.namespace ?? 'kube-system';
    this.dnsPodLabels = props.dns?.podLabels ?? { 'k8s-app': 'kube-dns' };
    this.clusterDomain = clusterDomain(props.clusterDomain ?? 'cluster.local');
    this.delivery = props.delivery ?? Delivery.kubectl();
    this.egressProxy = props.egressProxy;
    this.trustBundle = props.trustBundle;
    this.huggingFace = props.huggingFace;
    this.digests = digests(props.imageDigests ?? {});
  }

  /** DNS name of a Service. */
  public serviceHost(service: string, namespace: string): string {
    return `${service}.${namespace}.svc.${this.clusterDomain}`;
  }

  /** The reference under which this cluster pulls an upstream image: mirrored, and with its digest if there is one. */
  public image(upstream: string): string {
    const digest = this.digests[upstream];
    return this.registry.image(digest === undefined ? upstream : `${upstream}@${digest}`);
  }
}

function kubernetesVersion(version: string): string {
  const [major, minor] = version.split('.').map(Number);
  const oldest = Number(Versions.KUBERNETES.oldest.split('.')[1]);
  if (!/^1\.\d+$/.test(version) || major !== 1 || minor === undefined || minor < oldest) {
    throw new Error(
      `'kubernetesVersion' (${version}) must be a minor version of ${Versions.KUBERNETES.oldest} or newer: write '${Versions.KUBERNETES.lock}'`,
    );
  }
  return version;
}

function apiServer(address?: ApiServerAddress): ApiServerAddress | undefined {
  if (address === undefined) return undefined;
  checkedCidrs('apiServer.cidrs', address.cidrs, 'the API server', "leave 'apiServer' out");
  wholeNumber('apiServer.port', address.port ?? 443, 1, 65_535, 'write the TCP port, mostly 443 or 6443');
  return address;
}

function clusterDomain(domain: string): string {
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(domain)) {
    throw new Error(
      `'clusterDomain' (${domain}) must be a DNS domain, lower case, without a dot at its ends: write 'cluster.local'`,
    );
  }
  return domain;
}

function digests(map: { [image: string]: string }): { [image: string]: string } {
  for (const [image, digest] of Object.entries(map)) {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw new Error(`'imageDigests' of '${image}' (${digest}) must be 'sha256:' and 64 hexadecimal digits`);
    }
  }
  return map;
}
