import { dnsLabel } from '../private/names';
import { Versions } from '../versions';
import { compareVersions } from './capability';
import { ISTIO_PROFILE } from './istio/istio-profile';
import { ISTIO_RENDERER } from './istio/istio-renderer';
import type { ProviderProfile } from './provider-profile';
import type { ProviderRenderer } from './provider-renderer';

/** Options of Istio as the gateway implementation. */
export interface IstioOptions {
  /**
   * Version of istiod, which must run with `ENABLE_GATEWAY_API_INFERENCE_EXTENSION=true`.
   * @default - the version of the lock (`Versions.ISTIO.lock`)
   */
  readonly version?: string;
  /**
   * Name of the GatewayClass.
   * @default 'istio'
   */
  readonly gatewayClassName?: string;
  /**
   * Namespace of istiod, which the proxies must reach.
   * @default 'istio-system'
   */
  readonly namespace?: string;
}

/** A gateway implementation: what it is called, where it runs and what it can do. */
export class GatewayProvider {
  /**
   * Istio.
   *
   * @throws if the version is older than `Versions.ISTIO.oldest`
   */
  public static istio(options: IstioOptions = {}): GatewayProvider {
    const version = options.version ?? Versions.ISTIO.lock;
    if (!/^\d+\.\d+\.\d+(-.+)?$/.test(version) || compareVersions(version, Versions.ISTIO.oldest) < 0) {
      throw new Error(
        `'version' (${version}) of Istio must be ${Versions.ISTIO.oldest} or newer, written with its patch: write '${Versions.ISTIO.lock}'`,
      );
    }
    const { gatewayClassName = 'istio', namespace = 'istio-system' } = options;
    dnsLabel('gatewayClassName', gatewayClassName);
    dnsLabel('namespace', namespace);
    return new GatewayProvider('istio', version, gatewayClassName, namespace, ISTIO_PROFILE, ISTIO_RENDERER);
  }

  private constructor(
    /** Name of the implementation. */
    public readonly name: string,
    /** Version of the implementation. */
    public readonly version: string,
    /** GatewayClass that a Gateway names. */
    public readonly gatewayClassName: string,
    /** Namespace of the control plane. */
    public readonly controlPlaneNamespace: string,
    private readonly profile: ProviderProfile,
    /** @internal */
    public readonly _renderer: ProviderRenderer,
  ) {}

  /**
   * Whether one rule may hold several InferencePools, each asked through its own picker. Istio: from
   * `Versions.ISTIO_WITH_SEVERAL_POOLS_IN_ONE_RULE` on; before, one picker silently answers for all of them
   * (https://github.com/istio/istio/issues/61594).
   */
  public get severalPoolsInOneRule(): boolean {
    return this.profile.severalPoolsInOneRule.holdsFor(this.version);
  }

  /**
   * Whether it counts tokens, so that a tenant may have a `TokenBudget`. Istio by itself counts requests only.
   */
  public get tokenBudgets(): boolean {
    return this.profile.tokenBudgets.holdsFor(this.version);
  }

  /** @internal */
  public get _tokenBudgetReference(): string {
    return this.profile.tokenBudgets.reference;
  }

  /** Labels of the control plane's pods. */
  public get controlPlanePodLabels(): { [key: string]: string } {
    return { app: 'istiod' };
  }

  /** Port on which the control plane configures the proxies. */
  public get controlPlanePort(): number {
    return 15_012;
  }

  /** Name that the implementation gives to Deployment, Service and ServiceAccount of a Gateway's proxies. */
  public proxyName(gatewayName: string): string {
    return `${gatewayName}-${this.gatewayClassName}`;
  }
}
