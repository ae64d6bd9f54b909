import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';

/** What the proxies do for single rules of HTTPRoutes, beside what Gateway API says. */
export interface RouteSettings {
  readonly namespace: string;
  readonly httpRoute: string;
  /** Place of the rule in the HTTPRoute. */
  readonly index: number;
  /** Whether the body router reads the requests of the rule. */
  readonly bodyRouter: boolean;
  /** Name of the InferenceObjective with the priority of its requests, if they have one. */
  readonly objective?: string;
  readonly retries: number;
  readonly requestSeconds: number;
  readonly backendRequestSeconds: number;
}

/** A hostname on one port, and the tenant whose it is. */
export interface TenantHost {
  /** The hostname, or `*` for a listener without one. */
  readonly hostname: string;
  readonly port: number;
  readonly tenant: string;
}

/** What the proxies of a Gateway do with a request before it is routed. */
export interface RequestFilters {
  /** Largest body in bytes. */
  readonly maxBodyBytes: number;
  /** DNS name of the body-based router's Service, and its port. */
  readonly bodyRouterHost: string;
  readonly bodyRouterPort: number;
  /** Whether a canary needs a number drawn for each request. */
  readonly canaryDraw: boolean;
  /** Hosts of tenants. */
  readonly tenants: TenantHost[];
  /** Rules with settings of their own. */
  readonly routes: RouteSettings[];
}

/** `GET /v1/models` of one hostname on one port. */
export interface ModelsList {
  /** The hostname, or `*` for a listener without one. */
  readonly hostname: string;
  readonly port: number;
  readonly ownedBy: string;
  readonly modelNames: string[];
}

/** How long the proxies of a Gateway may take to end. */
export interface ProxySettings {
  readonly replicas: number;
  readonly gracePeriodSeconds: number;
  /** Longest answer that passes through them. */
  readonly longestGenerationSeconds: number;
  readonly serviceType: 'ClusterIP' | 'LoadBalancer';
}

/** A Service whose certificate the proxies check. */
export interface VerifiedService {
  readonly service: string;
  /** Name of its port. */
  readonly port: string;
  /** DNS name that the certificate must carry. */
  readonly host: string;
  /** ConfigMap of its namespace whose `ca.crt` must vouch for the certificate. */
  readonly caConfigMap: string;
}

/** The objects that one gateway implementation needs beside the standard ones. */
export interface ProviderRenderer {
  /** Makes the proxies talk TLS to a Service (name and DNS name) whose certificate cannot be verified. */
  selfSignedTls(scope: Construct, id: string, service: string, host: string): ApiObject;
  /** Makes the proxies talk TLS to one port of a Service, and check name and authority of its certificate. */
  verifiedTls(scope: Construct, id: string, service: VerifiedService): ApiObject;
  /** Header hygiene, body limit, canary draw and body-based router, in that order, in front of everything else. */
  requestFilters(
    scope: Construct,
    id: string,
    name: string,
    gatewayName: string,
    filters: () => RequestFilters,
  ): ApiObject;
  /** Answers `GET /v1/models` at the gateway. */
  modelsList(scope: Construct, id: string, name: string, gatewayName: string, lists: () => ModelsList[]): ApiObject;
  /** Contents of the ConfigMap that a Gateway's `infrastructure.parametersRef` names. */
  proxyParameters(settings: ProxySettings, overlay: { [field: string]: unknown }): Record<string, string>;
}
