import { Namespace } from '@pulumi/kubernetes/core/v1';
import { Release } from '@pulumi/kubernetes/helm/v3';
import type * as pulumi from '@pulumi/pulumi';
import type { PlatformConfig } from '../config/platform';
import type { GpuPoolConfig } from '../config/pools';
import { parseTaint } from '../config/taint';
import { type Values, merged } from './values';

/** Values of NVIDIA's chart: with its own defaults it would run on no node of AKS. */
export function devicePluginValues(pools: GpuPoolConfig[], over: Values): Values {
  const taints = [...new Set(pools.flatMap((pool) => pool.taints))];
  return merged(
    {
      tolerations: taints.map((taint) => {
        const { key, value, effect } = parseTaint(taint);
        return { key, operator: 'Equal', value, effect };
      }),
      // Its own affinity also takes nodes that Node Feature Discovery labels, which does not run here.
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'nvidia.com/gpu.present', operator: 'In', values: ['true'] }] },
            ],
          },
        },
      },
      ...(pools.some(({ mig }) => mig !== undefined) ? { migStrategy: 'single' } : {}),
    },
    over,
  );
}

/** Tells Kubernetes of the GPUs. AKS installs the driver, and nothing else. */
export function devicePlugin(
  name: string,
  config: PlatformConfig['devicePlugin'],
  pools: GpuPoolConfig[],
  opts: pulumi.CustomResourceOptions,
): Release {
  const namespace = new Namespace(`${name}-namespace`, { metadata: { name: 'gpu-resources' } }, opts);
  return new Release(
    name,
    {
      chart: 'nvidia-device-plugin',
      name: 'nvidia-device-plugin',
      version: config.version,
      namespace: namespace.metadata.name,
      repositoryOpts: { repo: config.repository },
      atomic: true,
      timeout: 600,
      values: devicePluginValues(pools, config.values),
    },
    opts,
  );
}
