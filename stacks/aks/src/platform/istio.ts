import { Namespace } from '@pulumi/kubernetes/core/v1';
import { Release } from '@pulumi/kubernetes/helm/v3';
import type * as pulumi from '@pulumi/pulumi';
import type { PlatformConfig } from '../config/platform';
import { type Values, merged } from './values';

/** The environment variable without which Istio ignores InferencePools. */
export const INFERENCE_EXTENSION_FLAG = 'ENABLE_GATEWAY_API_INFERENCE_EXTENSION';

/** Values of the chart istiod. */
export function istiodValues({ replicas, values }: PlatformConfig['istio']): Values {
  const ours = {
    autoscaleMin: replicas,
    env: { [INFERENCE_EXTENSION_FLAG]: 'true' },
    // As Pod Security `restricted` wants the gateways' pods.
    gateways: { seccompProfile: { type: 'RuntimeDefault' } },
  };
  return merged(merged(ours, values), { env: ours.env });
}

/** Istio's CRDs and control plane: releases, because istiod changes its own webhooks and only Helm knows of it. */
export function istio(name: string, config: PlatformConfig['istio'], opts: pulumi.CustomResourceOptions): Release {
  const namespace = new Namespace(`${name}-system`, { metadata: { name: 'istio-system' } }, opts);
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
  const base = chart('base', `${name}-base`, {}, namespace);
  return chart('istiod', `${name}d`, istiodValues(config), base);
}
