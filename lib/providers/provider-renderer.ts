import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Way } from '../identity/way';
import type { ObjectProps } from '../private/object';
import type { Budgets } from './budgets';

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

/** A hostname on one port, and the tenant that alone may ask there, if there is one. */
export interface HostOfCallers {
  readonly hostname: string;
  readonly port: number;
  readonly tenant?: string;
}

/** Who may ask what. */
export interface CallerRules {
  readonly ways: readonly Way[];
  readonly hosts: readonly HostOfCallers[];
  /** Port on which everybody is redirected to HTTPS, if there is one. */
  readonly redirectPort?: number;
}

/** What a proxy takes from anybody, whoever that is. */
export interface Door {
  readonly requestsPerSecond: number;
  readonly bodyBytesPerSecond: number;
  readonly maxHeaders: number;
  readonly maxHeaderKibibytes: number;
  /** Time in which all headers, and in which the whole request must have come. */
  readonly headersSeconds: number;
  readonly requestSeconds: number;
}

/** What the proxies of a Gateway do with a request before it is routed. */
export interface RequestFilters {
  readonly door: Door;
  /** How callers prove who they are; with none, nobody has to. */
  readonly ways: readonly Way[];
  /** Whether any route leads to a pool, whose picker is asked. */
  readonly picked: boolean;
  /** Largest body in bytes. */
  readonly maxBodyBytes: number;
  /** DNS name of the body-based router's Service, and its port. */
  readonly bodyRouterHost: string;
  readonly bodyRouterPort: number;
  /** Whether a canary needs a number drawn for each request. */
  readonly canaryDraw: boolean;
  /** Hosts that routes use. */
  readonly hosts: HostOfCallers[];
  /** How many requests tenants may make. */
  readonly budgets: Budgets;
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
  /** Secret with the hashes of keys, which the proxies read. */
  readonly keysSecret?: string;
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

/** How many requests a proxy passes to one InferencePool at a time. */
export interface ParallelLimitProps {
  readonly poolName: string;
  readonly namespace: string;
  /** DNS domain of Services. */
  readonly clusterDomain: string;
  readonly maxParallel: number;
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
  /** Refuses everybody but those who may ask. */
  callerPolicies(scope: Construct, name: string, gatewayName: string, rules: () => CallerRules): ApiObject[];
  /** Refuses with 429 what would be one request too many at a time. */
  parallelLimit(limit: ParallelLimitProps): ObjectProps;
  /** Writes a line for each request. */
  accessLog(scope: Construct, id: string, name: string, gatewayName: string): ApiObject;
  /** Answers `GET /v1/models` at the gateway. */
  modelsList(scope: Construct, id: string, name: string, gatewayName: string, lists: () => ModelsList[]): ApiObject;
  /** Contents of the ConfigMap that a Gateway's `infrastructure.parametersRef` names. */
  proxyParameters(settings: ProxySettings, overlay: { [field: string]: unknown }): Record<string, string>;
}
