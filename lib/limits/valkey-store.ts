import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster';
import { dns, type Egress, networkPolicy, pods, tcp } from '../network/network-policy';
import { podLabels } from '../private/labels';
import { namespaceOf } from '../private/object';
import { service } from '../private/service';
import { Workload } from '../private/workload';
import { Versions } from '../versions';
import type { CounterStore, ValkeyStoreProps } from './counter-store';

const PORT = 6379;
const PROGRAM = 'counter-store';
const TLS = '/tls';
const AUTHORITY = '/authority';

/** Where the rate limiter finds its store, and the way there. */
export class CounterStoreEnd {
  public static of(scope: Construct, limiter: string, namespace: string, store: CounterStore): CounterStoreEnd {
    const existing = store._existing;
    const cluster = Cluster.of(scope);
    if (existing === undefined) {
      const to = [pods(namespace, podLabels(PROGRAM, storeName(limiter)))];
      const host = cluster.serviceHost(storeName(limiter), namespace);
      return new CounterStoreEnd(host, PORT, [dns(scope), { to, ports: tcp(PORT) }]);
    }
    const { host, port = PORT, cidrs, namespace: home = namespace, podLabels: labels } = existing;
    const to = cidrs?.map((cidr) => ({ ipBlock: { cidr } })) ?? [pods(home, labels)];
    return new CounterStoreEnd(host, port, [dns(scope), { to, ports: tcp(port) }]);
  }

  private constructor(
    public readonly host: string,
    public readonly port: number,
    public readonly egress: Egress[],
  ) {}
}

/** A store and the pods that may ask it. */
interface ValkeyStoreParts extends ValkeyStoreProps {
  /** Name of the rate limiter. */
  readonly name: string;
  readonly clients: Record<string, string>;
}

/** Valkey in memory, over TLS only: one replica, since its counters are worth no more than the window that they count. */
export class ValkeyStore extends Construct {
  public readonly deployment: ApiObject;
  public readonly service: ApiObject;
  public readonly policy: ApiObject;

  constructor(scope: Construct, id: string, props: ValkeyStoreParts) {
    super(scope, id);
    const name = storeName(props.name);
    const { COUNTER_STORE } = Versions;
    const { certificate, authority, password } = props;
    const secret = (secretName: string, items: [string, string][]) => ({
      secret: { secretName, items: items.map(([key, path]) => ({ key, path })) },
    });
    const workload = new Workload(this, 'Resource', {
      name,
      program: PROGRAM,
      container: 'valkey',
      image: Cluster.of(this).image(`${COUNTER_STORE.image}:${COUNTER_STORE.lock}`),
      command: ['valkey-server'],
      args: [
        ...['--port', '0', '--tls-port', String(PORT)],
        ...['--tls-cert-file', `${TLS}/tls.crt`, '--tls-key-file', `${TLS}/tls.key`],
        ...['--tls-ca-cert-file', `${AUTHORITY}/ca.crt`, '--tls-auth-clients', 'no'],
        ...['--requirepass', '$(STORE_PASSWORD)'],
        // Nothing is written to disk; what is nearest to its end goes first where memory does not suffice.
        ...['--save', '', '--appendonly', 'no', '--maxmemory', '192mb', '--maxmemory-policy', 'volatile-ttl'],
      ],
      env: [{ name: 'STORE_PASSWORD', valueFrom: { secretKeyRef: { name: password.secret, key: password.key } } }],
      ports: [{ name: 'store', containerPort: PORT }],
      probes: {
        startupProbe: { tcpSocket: { port: 'store' }, periodSeconds: 1, failureThreshold: 120 },
        livenessProbe: { tcpSocket: { port: 'store' }, timeoutSeconds: 10, periodSeconds: 10, failureThreshold: 6 },
        readinessProbe: { tcpSocket: { port: 'store' }, timeoutSeconds: 5, periodSeconds: 2, failureThreshold: 3 },
      },
      resources: {
        requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
        limits: { cpu: '1', memory: '256Mi', 'ephemeral-storage': '128Mi' },
      },
      mounts: [
        {
          name: 'tls',
          mountPath: TLS,
          readOnly: true,
          source: secret(certificate, [
            ['tls.crt', 'tls.crt'],
            ['tls.key', 'tls.key'],
          ]),
        },
        {
          name: 'authority',
          mountPath: AUTHORITY,
          readOnly: true,
          source: secret(authority?.secret ?? certificate, [[authority?.key ?? 'ca.crt', 'ca.crt']]),
        },
      ],
      replicas: 1,
      maxSurge: 1,
      maxUnavailable: 0,
      preStopSeconds: 5,
      gracePeriodSeconds: 30,
      progressDeadlineSeconds: 600,
      apiServerToken: false,
      pods: props.pods,
    });
    this.deployment = workload.deployment;
    this.service = service(this, name, workload.selector, [{ name: 'tls-store', port: PORT, targetPort: 'store' }]);
    this.policy = networkPolicy(this, 'Walls', {
      name,
      podLabels: workload.selector,
      ingress: () => [{ from: [pods(namespaceOf(this), props.clients)], ports: tcp(PORT) }],
      egress: () => [],
    });
  }
}

function storeName(limiter: string): string {
  return `${limiter}-store`;
}
