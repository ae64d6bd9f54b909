import type { Provider } from '@pulumi/kubernetes/provider';
import { ConfigGroup } from '@pulumi/kubernetes/yaml/v2';
import * as pulumi from '@pulumi/pulumi';
import type { PlatformConfig } from '../config/platform';
import type { GpuPoolConfig } from '../config/pools';
import { devicePlugin } from './device-plugin';
import { istio } from './istio';

export interface InferencePlatformArgs {
  /** The cluster, whoever made it. */
  readonly provider: Provider;
  readonly platform: PlatformConfig;
  /** Pools whose GPUs the device plugin finds. */
  readonly gpuPools: GpuPoolConfig[];
}

/** What a cluster needs before models can be served: CRDs, Istio, GPUs that Kubernetes knows of. */
export class InferencePlatform extends pulumi.ComponentResource {
  constructor(name: string, args: InferencePlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super('inference-gateway:aks:InferencePlatform', name, {}, opts);
    const { provider, platform, gpuPools } = args;
    const child = { parent: this, provider };
    const crds = platform.crds.install ? this.crds(name, platform.crds, child) : [];
    if (platform.istio.install) istio('istio', platform.istio, { ...child, dependsOn: crds });
    if (platform.gpuSoftware === 'device-plugin' && gpuPools.length > 0) {
      devicePlugin(`${name}-device-plugin`, platform.devicePlugin, gpuPools, child);
    }
    this.registerOutputs({ istioVersion: platform.istio.version });
  }

  /** Gateway API first: InferencePools are referred to by its routes. */
  private crds(name: string, crds: PlatformConfig['crds'], opts: pulumi.ComponentResourceOptions): pulumi.Resource[] {
    const group = (part: string, files: string[], dependsOn: pulumi.Resource[]) =>
      new ConfigGroup(`${name}-${part}`, { files, resourcePrefix: `${name}-${part}` }, { ...opts, dependsOn });
    const gatewayApi = group('gateway-api', crds.gatewayApi, []);
    return [gatewayApi, group('inference-extension', crds.inferenceExtension, [gatewayApi])];
  }
}
