import { Provider } from '@pulumi/kubernetes/provider';
import { ResourceGroup } from '@pulumi/azure-native/resources';
import * as pulumi from '@pulumi/pulumi';
import { AksCluster, clusterKubeconfig } from './cluster/aks-cluster';
import { GpuNodePool } from './cluster/gpu-node-pool';
import type { StackConfig } from './config/config';
import { configuredStack, refusal } from './config/stack';
import { Network } from './network/network';
import { InferencePlatform } from './platform/inference-platform';
import { InferenceWorkloads } from './workloads/inference-workloads';
import { type Manifest, needsToken, program } from './workloads/program';

/** The whole environment: everything that can be refused is refused before the first resource. */
export function environment(): Record<string, unknown> {
  const { config, token } = configuredStack();
  const manifests = proven(config);
  const { provider, outputs, layers } = config.mode === 'create' ? created(config) : existing(config);
  const { platform, gpuPools, workloads } = config;
  const base = new InferencePlatform('platform', { provider, platform, gpuPools }, { dependsOn: layers });
  if (workloads.enabled && workloads.models.length > 0) {
    const { namespace, models } = workloads;
    const secret = models.some(needsToken) ? token : undefined;
    new InferenceWorkloads('workloads', { provider, manifests, namespace, token: secret }, { dependsOn: [base] });
  }
  return { ...outputs, istioVersion: platform.istio.version };
}

/** The objects of the cdk8s program, or the reason why they would not work. */
function proven(config: StackConfig): Manifest[] {
  if (!config.workloads.enabled || config.workloads.models.length === 0) return [];
  try {
    return program(config);
  } catch (error) {
    throw refusal(`The workloads of stack '${pulumi.getStack()}' do not fit:\n  ${(error as Error).message}`);
  }
}

interface Environment {
  readonly provider: Provider;
  readonly outputs: Record<string, unknown>;
  /** What the platform stands on. */
  readonly layers: pulumi.Resource[];
}

function created(config: StackConfig): Environment {
  const { cluster, location, tags, gpuPools } = config;
  const group = new ResourceGroup(
    cluster.resourceGroup,
    { resourceGroupName: cluster.resourceGroup, location, tags },
    { protect: config.protect },
  );
  const resourceGroupName = group.name;
  const network = new Network(
    `${cluster.name}-network`,
    { resourceGroupName, location, network: config.network, tags },
    { dependsOn: [group] },
  );
  const aks = new AksCluster(
    cluster.name,
    { config, resourceGroupName, subnetId: network.nodeSubnet.id },
    { dependsOn: [network] },
  );
  const pools = gpuPools.map(
    (pool) => new GpuNodePool(`${cluster.name}-${pool.name}`, { pool, place: aks.place }, { dependsOn: [aks] }),
  );
  const provider = kubernetes({ kubeconfig: aks.kubeconfig, clusterIdentifier: aks.cluster.id });
  const outputs = {
    clusterName: aks.cluster.name,
    resourceGroup: group.name,
    kubeconfig: aks.kubeconfig,
    oidcIssuerUrl: aks.oidcIssuerUrl,
    kubeletIdentity: aks.kubeletObjectId,
  };
  return { provider, outputs, layers: [aks, ...pools] };
}

function existing({ cluster, access }: StackConfig): Environment {
  const { name, resourceGroup, context } = cluster;
  if (context !== undefined) return { provider: kubernetes({ context }), outputs: { context }, layers: [] };
  const kubeconfig = clusterKubeconfig(
    { resourceGroupName: resourceGroup, clusterName: name, login: access.kubelogin },
    {},
  );
  return {
    provider: kubernetes({ kubeconfig, clusterIdentifier: `${resourceGroup}/${name}` }),
    outputs: { clusterName: name, resourceGroup, kubeconfig },
    layers: [],
  };
}

/** ConfigMaps and Secrets keep their names, so they are changed and never made anew. */
function kubernetes(args: ConstructorParameters<typeof Provider>[1]): Provider {
  return new Provider('kubernetes', { ...args, enableConfigMapMutable: true, enableSecretMutable: true });
}
