import { Authentication } from '../../identity/authentication';
import { Versions } from '../../versions';
import { GatewayProvider } from '../gateway-provider';
import { accessLogProvider } from './access-log';
import { externalAuthorizer } from './callers/external-authorizer';

/**
 * How Istio is installed for inference, as values of its Helm charts: what a program that makes the cluster hands to
 * `base` and `istiod`, from the same `GatewayProvider` that the manifests are rendered for.
 *
 * @example
 *
 * import { IstioInstallation } from 'cdk8s-inference-gateway';
 * const installation = IstioInstallation.of();
 * const version = installation.chartVersion;
 * const values = installation.istiodValues();
 */
export class IstioInstallation {
  /** Variable of istiod without which it ignores InferencePools; every route then says `ResolvedRefs=False`. */
  public static readonly INFERENCE_FLAG: string = 'ENABLE_GATEWAY_API_INFERENCE_EXTENSION';
  /** Repository of Istio's charts. */
  public static readonly CHART_REPOSITORY: string = 'https://istio-release.storage.googleapis.com/charts';

  /**
   * The installation that manifests rendered for a provider need.
   *
   * @param provider as the cluster of the App has it; Istio of the lock by default
   */
  public static of(provider: GatewayProvider = GatewayProvider.istio()): IstioInstallation {
    return new IstioInstallation(provider);
  }

  /** Version of the charts and of istiod. */
  public readonly chartVersion: string;
  /** Namespace of both charts. */
  public readonly namespace: string;

  private constructor(private readonly provider: GatewayProvider) {
    this.chartVersion = provider.version;
    this.namespace = provider.controlPlaneNamespace;
  }

  /** Values of the chart `base`, which brings Istio's CRDs. */
  public baseValues(): { [value: string]: unknown } {
    return { global: { istioNamespace: this.namespace } };
  }

  /**
   * Values of the chart `istiod`: the flag, the name of the GatewayClass, and two replicas, since proxies that start while
   * istiod is away have no configuration; and what gateways refer to in the mesh's configuration: their access log, and
   * who is asked about requests. Others may be merged over them.
   *
   * @param authentication of gateways that ask somebody else
   */
  public istiodValues(authentication: Authentication = Authentication.none()): { [value: string]: unknown } {
    const { gatewayClassName } = this.provider;
    return {
      global: { istioNamespace: this.namespace },
      env: {
        [IstioInstallation.INFERENCE_FLAG]: 'true',
        PILOT_GATEWAY_API_DEFAULT_GATEWAYCLASS_NAME: gatewayClassName,
      },
      autoscaleMin: 2,
      meshConfig: {
        extensionProviders: [accessLogProvider(), ...authentication._ways.flatMap(externalAuthorizer)],
      },
    };
  }

  /** Custom resources that must be there before: what to apply, server-side and in this order. */
  public get crds(): string[] {
    const { GATEWAY_API, INFERENCE_EXTENSION } = Versions;
    const release = 'https://github.com/kubernetes-sigs';
    return [
      `${release}/gateway-api/releases/download/${GATEWAY_API.lock}/standard-install.yaml`,
      `${release}/gateway-api-inference-extension/releases/download/${INFERENCE_EXTENSION.lock}/manifests.yaml`,
    ];
  }
}
