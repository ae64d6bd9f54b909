import { ResourceGroup } from '@pulumi/azure-native/resources';
import { Provider } from '@pulumi/kubernetes/provider';
import * as pulumi from '@pulumi/pulumi';
import { AksCluster, clusterKubeconfig } from './cluster/aks-cluster';
import { GpuNodePool } from './cluster/gpu-node-pool';
import type { StackConfig } from './config/config';
import { configuredStack, refusal } from './config/stack';
import { Network } from './network/network';
import { plainOutputs } from './outputs/outputs';
import { fixedFaults, fixedSettings } from './plan/fixed';
import { lastDeployment } from './plan/last-deployment';
import { driverFaults, report } from './plan/plan';
import { InferencePlatform } from './platform/inference-platform';
import { InferenceWorkloads } from './workloads/inference-workloads';
import { needsToken, program, type Rendered } from './workloads/program';

/** The whole environment: everything that can be refused is refused before the first resource. */
export async function environment(): Promise<Record<string, unknown>> {
  const { config, token } = configuredStack();
  const { manifests, rooms } = await judged(config);
  const { provider, outputs, layers } = config.mode === 'create' ? created(config) : existing(config);
  const { platform, gpuPools, workloads } = config;
  const base = new InferencePlatform('platform', { provider, platform, gpuPools }, { dependsOn: layers });
  if (manifests.length > 0) {
    const { namespace, models } = workloads;
    const secret = models.some(needsToken) ? token : undefined;
    new InferenceWorkloads('workloads', { provider, manifests, namespace, token: secret }, { dependsOn: [base] });
  }
  return { ...outputs, ...plainOutputs(config, rooms) };
}

/**
 * The objects of the cdk8s program, once everything is known to fit; says what it needs and costs.
 *
 * @throws with every reason why not
 */
async function judged(config: StackConfig): Promise<Rendered> {
  const { mode, workloads, allow } = config;
  const last = mode === 'create' ? await lastDeployment() : undefined;
  const faults = [...fixedFaults(last?.fixed, fixedSettings(config), allow), ...driverFaults(config)];
  const rendered = workloads.enabled && workloads.models.length > 0 ? attempt(() => program(config), faults) : NOTHING;
  if (faults.length > 0) {
    throw refusal(`Stack '${pulumi.getStack()}' is refused:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
  if (mode === 'create') await pulumi.log.info(report(config, rendered.rooms, last?.pools));
  return rendered;
}

const NOTHING: Rendered = { manifests: [], rooms: [] };

function attempt(work: () => Rendered, faults: string[]): Rendered {
  try {
    return work();
  } catch (error) {
    faults.push((error as Error).message.replaceAll("'maxNodes'", "'max'"));
    return NOTHING;
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
