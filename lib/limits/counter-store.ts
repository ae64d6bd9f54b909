import { SecretKey } from '../models/secret-key';
import type { PodSettings } from '../pods/pod-settings';
import { checkedCidrs } from '../private/cidrs';
import { checkLabel } from '../private/labels';
import { dnsLabel, dnsSubdomain, hostname } from '../private/names';
import { wholeNumber } from '../private/numbers';

/** A Valkey of the rate limiter's own. */
export interface ValkeyStoreProps {
  /**
   * Secret of type `kubernetes.io/tls` in the gateway's namespace, for the name `<rate limiter>-store.<namespace>.svc.cluster.local`.
   * The store reads it when it starts: restart it when the certificate was renewed.
   */
  readonly certificate: string;
  /** Its password, without a `:`. */
  readonly password: SecretKey;
  /**
   * Certificate of the authority that issued `certificate`.
   * @default - key `ca.crt` of `certificate`, where cert-manager puts it
   */
  readonly authority?: SecretKey;
  /**
   * What its pod has besides.
   * @default - nothing
   */
  readonly pods?: PodSettings;
}

/** A Redis or Valkey that somebody else runs. It must speak TLS. */
export interface ExistingStoreProps {
  /** Its DNS name, which its certificate must have. */
  readonly host: string;
  /**
   * Its port for TLS.
   * @default 6379
   */
  readonly port?: number;
  /** Its password, or `user:password`. */
  readonly password: SecretKey;
  /**
   * Certificate of the authority that issued its own.
   * @default - the public ones
   */
  readonly authority?: SecretKey;
  /**
   * What the keys begin with, where several clusters share it.
   * @default - nothing
   */
  readonly keyPrefix?: string;
  /**
   * Addresses that its name stands for, for the network policy: where it runs outside the cluster.
   * @default - none
   */
  readonly cidrs?: string[];
  /**
   * Its namespace, where it runs inside the cluster.
   * @default - it runs outside
   */
  readonly namespace?: string;
  /**
   * Labels of its pods, where it runs inside the cluster.
   * @default - all pods of `namespace`
   */
  readonly podLabels?: { [key: string]: string };
}

/** Where the rate limiter counts requests: a Redis or Valkey, over TLS and with a password. */
export class CounterStore {
  /**
   * A Valkey of one replica in memory, made with the rate limiter. A restart loses what it has counted.
   *
   * @throws if a name cannot be one
   */
  public static valkey(props: ValkeyStoreProps): CounterStore {
    dnsSubdomain('certificate', props.certificate);
    return new CounterStore(
      props.password,
      props.authority ?? SecretKey.of(props.certificate, 'ca.crt'),
      props,
      undefined,
    );
  }

  /**
   * One that somebody else runs, such as a cloud's managed Redis.
   *
   * @throws if neither or both of `cidrs` and `namespace` say where it is, or if a value is malformed
   */
  public static existing(props: ExistingStoreProps): CounterStore {
    hostname('host', props.host);
    wholeNumber('port', props.port ?? 6379, 1, 65_535, 'write the port for TLS, such as 6380');
    if ((props.cidrs === undefined) === (props.namespace === undefined)) {
      throw new Error(
        `'cidrs' and 'namespace' of the store '${props.host}': exactly one must say where it is, for the network policy: write cidrs: ['10.1.2.3/32'], or namespace: 'redis' if it runs in the cluster`,
      );
    }
    if (props.cidrs !== undefined) checkedCidrs('cidrs', props.cidrs, 'the store', "name its 'namespace'");
    if (props.namespace !== undefined) dnsLabel('namespace', props.namespace);
    for (const [key, value] of Object.entries(props.podLabels ?? {})) checkLabel("'podLabels'", key, value);
    return new CounterStore(props.password, props.authority, undefined, props);
  }

  private constructor(
    /** Its password. */
    public readonly password: SecretKey,
    /** Certificate of the authority that vouches for it; without one, the public ones do. */
    public readonly authority: SecretKey | undefined,
    /** @internal */
    public readonly _valkey: ValkeyStoreProps | undefined,
    /** @internal */
    public readonly _existing: ExistingStoreProps | undefined,
  ) {}
}
