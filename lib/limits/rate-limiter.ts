import { type ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster';
import type { ProxyPods } from '../models/model-pool-protocol';
import { Namespaces } from '../namespaces';
import { networkPolicy, pods, tcp } from '../network/network-policy';
import type { PodSettings } from '../pods/pod-settings';
import { dnsLabel } from '../private/names';
import { wholeNumber } from '../private/numbers';
import { namespaceOf, render } from '../private/object';
import type { EnvVar, Mount } from '../private/pod';
import { service } from '../private/service';
import { Workload } from '../private/workload';
import { Versions } from '../versions';
import type { CounterStore } from './counter-store';
import { FailureMode } from './failure-mode';
import { limitsFile, type TenantLimits } from './limits-file';
import { CounterStoreEnd, ValkeyStore } from './valkey-store';

/** Port on which proxies ask whether a request is within its limits. */
const PORT = 8081;
const HEALTH_PORT = 8080;
/** Until proxies have forgotten a pod that ends, it must go on answering. */
const FORGET_SECONDS = 15;
const CONFIG = '/data/ratelimit/config';
const AUTHORITY = '/store-authority';

/** What a rate limiter is made of. */
export interface RateLimiterProps {
  /** Where it counts. */
  readonly store: CounterStore;
  /**
   * What happens to requests that cannot be counted, since limiter or store do not answer.
   * @default FailureMode.CLOSED
   */
  readonly failureMode?: FailureMode;
  /**
   * Number of pods.
   * @default 2
   */
  readonly replicas?: number;
  /**
   * What its pods have besides.
   * @default - nothing
   */
  readonly pods?: PodSettings;
  /**
   * Name of its objects.
   * @default - the construct's id
   */
  readonly name?: string;
}

/**
 * Counts requests for all proxies of a gateway together: envoyproxy/ratelimit with a Redis or Valkey behind it, in the
 * gateway's namespace. Exact budgets of tenants need it.
 */
export class RateLimiter extends Construct {
  /** Namespace of its objects. */
  public readonly namespace: string;
  /** What happens to requests that cannot be counted. */
  public readonly failureMode: FailureMode;
  /** DNS name of its Service. */
  public readonly host: string;
  /** Labels that select its pods. */
  public readonly podLabels: { [key: string]: string };
  /** Deployment. */
  public readonly deployment: ApiObject;
  /** Service that the proxies ask. */
  public readonly service: ApiObject;
  /** ConfigMap with the limits, one file for each gateway. */
  public readonly limits: ApiObject;
  /** PodDisruptionBudget. */
  public readonly podDisruptionBudget: ApiObject;
  /** ServiceAccount, unless `pods` names one. */
  public readonly serviceAccount?: ApiObject;
  /** NetworkPolicy of its pods. */
  public readonly policy: ApiObject;
  /** Deployment of the store, unless somebody else runs it. */
  public readonly storeDeployment?: ApiObject;
  /** Service of the store, unless somebody else runs it. */
  public readonly storeService?: ApiObject;
  /** NetworkPolicy of the store, unless somebody else runs it. */
  public readonly storePolicy?: ApiObject;
  private readonly gateways = new Map<string, { readonly proxies: ProxyPods; readonly limits: () => TenantLimits[] }>();

  constructor(scope: Construct, id: string, props: RateLimiterProps) {
    super(Namespaces._before(scope), id);
    const name = dnsLabel('name', props.name ?? id, '-limits');
    this.namespace = namespaceOf(this);
    this.failureMode = props.failureMode ?? FailureMode.CLOSED;
    this.limits = render(this, 'Limits', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: `${name}-limits`,
      data: Lazy.any({ produce: () => this.renderLimits() }),
    });
    const cluster = Cluster.of(this);
    const { RATE_LIMITER } = Versions;
    const store = CounterStoreEnd.of(this, name, this.namespace, props.store);
    const workload = new Workload(this, 'Resource', {
      name,
      program: 'rate-limiter',
      container: 'ratelimit',
      image: cluster.image(`${RATE_LIMITER.image}:${RATE_LIMITER.lock}`),
      command: ['/bin/ratelimit'],
      args: [],
      env: environment(props.store, store),
      refusedEnv: {},
      ports: [
        { name: 'grpc', containerPort: PORT },
        { name: 'health', containerPort: HEALTH_PORT },
      ],
      probes: {
        startupProbe: { tcpSocket: { port: 'grpc' }, periodSeconds: 1, failureThreshold: 120 },
        livenessProbe: { tcpSocket: { port: 'grpc' }, timeoutSeconds: 10, periodSeconds: 10, failureThreshold: 6 },
        // Only with limits that it could read: one that counts nothing would refuse everything.
        readinessProbe: {
          httpGet: { path: '/healthcheck', port: 'health' },
          timeoutSeconds: 5,
          periodSeconds: 2,
          failureThreshold: 3,
        },
      },
      resources: {
        requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
        limits: { cpu: '2', memory: '256Mi', 'ephemeral-storage': '128Mi' },
      },
      mounts: mounts(this.limits.name, props.store),
      replicas: wholeNumber('replicas', props.replicas ?? 2, 1, 100, 'write 2'),
      maxSurge: 1,
      maxUnavailable: 0,
      preStopSeconds: FORGET_SECONDS,
      gracePeriodSeconds: FORGET_SECONDS + 30,
      progressDeadlineSeconds: 600,
      apiServerToken: false,
      pods: props.pods,
    });
    this.deployment = workload.deployment;
    this.serviceAccount = workload.serviceAccount;
    this.podDisruptionBudget = workload.podDisruptionBudget;
    this.podLabels = workload.selector;
    this.service = service(this, name, this.podLabels, [
      { name: 'grpc', port: PORT, targetPort: 'grpc', appProtocol: 'kubernetes.io/h2c' },
    ]);
    this.host = cluster.serviceHost(name, this.namespace);
    this.policy = networkPolicy(this, 'Walls', {
      name,
      podLabels: this.podLabels,
      ingress: () =>
        [...this.gateways.values()].map(({ proxies }) => ({
          from: [pods(proxies.namespace, proxies.podLabels)],
          ports: tcp(PORT),
        })),
      egress: () => store.egress,
    });
    if (props.store._valkey !== undefined) {
      const valkey = new ValkeyStore(this, 'Store', { ...props.store._valkey, name, clients: this.podLabels });
      this.storeDeployment = valkey.deployment;
      this.storeService = valkey.service;
      this.storePolicy = valkey.policy;
    }
  }

  /** Port on which proxies ask it. */
  public get port(): number {
    return PORT;
  }

  /**
   * Takes the limits of a gateway in. Called by gateways.
   *
   * @throws if the gateway is in another namespace
   * @internal
   */
  public _serve(proxies: ProxyPods, limits: () => TenantLimits[]): void {
    if (proxies.namespace !== this.namespace) {
      throw new Error(
        `'rateLimiter' of gateway '${proxies.gatewayName}' is in namespace '${this.namespace}', but must be in the gateway's own: make it in the chart of namespace '${proxies.namespace}'`,
      );
    }
    this.gateways.set(proxies.gatewayName, { proxies, limits });
  }

  private renderLimits(): Record<string, string> {
    return Object.fromEntries(
      [...this.gateways].map(([gateway, { limits }]) => [`${gateway}.yaml`, limitsFile(gateway, limits())]),
    );
  }
}

function environment(store: CounterStore, { host, port }: CounterStoreEnd): EnvVar[] {
  const { password, authority, _existing } = store;
  const fixed = {
    BACKEND_TYPE: 'redis',
    REDIS_SOCKET_TYPE: 'tcp',
    REDIS_URL: `${host}:${port}`,
    REDIS_TLS: 'true',
    ...(authority === undefined ? {} : { REDIS_TLS_CACERT: `${AUTHORITY}/ca.crt` }),
    ...(_existing?.keyPrefix === undefined ? {} : { CACHE_KEY_PREFIX: _existing.keyPrefix }),
    RUNTIME_ROOT: '/data',
    RUNTIME_SUBDIRECTORY: 'ratelimit',
    RUNTIME_WATCH_ROOT: 'false',
    RUNTIME_IGNOREDOTFILES: 'true',
    USE_STATSD: 'false',
    HEALTHY_WITH_AT_LEAST_ONE_CONFIG_LOADED: 'true',
    LOG_LEVEL: 'warn',
  };
  return [
    ...Object.entries(fixed).map(([name, value]) => ({ name, value })),
    { name: 'REDIS_AUTH', valueFrom: { secretKeyRef: { name: password.secret, key: password.key } } },
  ];
}

function mounts(limits: string, { authority }: CounterStore): Mount[] {
  const config = { name: 'limits', mountPath: CONFIG, readOnly: true, source: { configMap: { name: limits } } };
  if (authority === undefined) return [config];
  // The one key: the Secret may hold a private key too.
  const items = [{ key: authority.key, path: 'ca.crt' }];
  const source = { secret: { secretName: authority.secret, items } };
  return [config, { name: 'store-authority', mountPath: AUTHORITY, readOnly: true, source }];
}
