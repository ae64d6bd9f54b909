import { Namespace } from '@pulumi/kubernetes/core/v1';
import { Release } from '@pulumi/kubernetes/helm/v3';
import type * as pulumi from '@pulumi/pulumi';
import type { PlatformConfig } from '../config/platform';
import type { GpuPoolConfig } from '../config/pools';
import { merged, type Values } from './values';

/** Values of NVIDIA's chart: with its own defaults it would run on no node of AKS. */
export function devicePluginValues(pools: GpuPoolConfig[], over: Values): Values {
  return merged(
    {
      tolerations: tolerations(pools),
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
      ...(pools.some(({ mig }) => mig !== undefined) ? { migStrategy: 'mixed' } : {}),
    },
    over,
  );
}

/** Every taint of the pools, once. */
function tolerations(pools: GpuPoolConfig[]) {
  const all = pools.flatMap(({ node }) => node.tolerations);
  const taints = new Map(all.map((taint) => [JSON.stringify(taint), taint]));
  return [...taints.values()].map(({ key, value, effect }) => ({ key, operator: 'Equal', value, effect }));
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
