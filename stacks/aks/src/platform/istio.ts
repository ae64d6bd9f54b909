import { Namespace } from '@pulumi/kubernetes/core/v1';
import { Release } from '@pulumi/kubernetes/helm/v3';
import type * as pulumi from '@pulumi/pulumi';
import { GatewayProvider, IstioInstallation } from 'cdk8s-inference-gateway';
import type { PlatformConfig } from '../config/platform';
import { merged, type Values } from './values';

/** The installation that the manifests are rendered for. */
export function istioInstallation({ version }: Pick<PlatformConfig['istio'], 'version'>): IstioInstallation {
  return IstioInstallation.of(GatewayProvider.istio({ version }));
}

/** Values of the chart istiod: those of the configuration go over the library's, but for the flag. */
export function istiodValues(config: PlatformConfig['istio']): Values {
  const flag = { env: { [IstioInstallation.INFERENCE_FLAG]: 'true' } };
  const ours = merged(istioInstallation(config).istiodValues(), { autoscaleMin: config.replicas });
  return merged(merged(ours, config.values), flag);
}

/** Istio's CRDs and control plane: releases, because istiod changes its own webhooks and only Helm knows of it. */
export function istio(name: string, config: PlatformConfig['istio'], opts: pulumi.CustomResourceOptions): Release {
  const installation = istioInstallation(config);
  const namespace = new Namespace(`${name}-system`, { metadata: { name: installation.namespace } }, opts);
  const chart = (chartName: string, release: string, values: Values, after: pulumi.Resource) =>
    new Release(
      release,
      {
        chart: chartName,
        name: release,
        version: config.version,
        namespace: namespace.metadata.name,
        repositoryOpts: { repo: config.repository },
        atomic: true,
        timeout: 600,
        values,
      },
      { ...opts, dependsOn: [after] },
    );
  const base = chart('base', `${name}-base`, installation.baseValues(), namespace);
  return chart('istiod', `${name}d`, istiodValues(config), base);
}
