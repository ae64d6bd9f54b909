import type { ManagedClusterArgs } from '@pulumi/azure-native/containerservice';
import type { Input } from '@pulumi/pulumi';
import type { StackConfig } from '../config/config';
import type { NetworkConfig } from '../config/network';
import { basePoolArgs, CPU_SURGE } from './pool-args';

export interface ClusterPlace {
  readonly resourceGroupName: Input<string>;
  readonly subnetId: Input<string>;
  readonly identityId: Input<string>;
}

const OUTBOUND_TYPE = {
  natGateway: 'userAssignedNATGateway',
  loadBalancer: 'loadBalancer',
  userDefinedRouting: 'userDefinedRouting',
  none: 'none',
} as const satisfies Record<NetworkConfig['outbound'], string>;

/** AKS as the production checklists want it. */
export function clusterArgs(config: StackConfig, place: ClusterPlace): ManagedClusterArgs {
  const { cluster, location, kubernetesVersion, tags, access, upgrades } = config;
  return {
    resourceGroupName: place.resourceGroupName,
    resourceName: cluster.name,
    location,
    tags,
    dnsPrefix: cluster.name,
    kubernetesVersion,
    sku: { name: 'Base', tier: 'Standard' },
    identity: { type: 'UserAssigned', userAssignedIdentities: [place.identityId] },
    agentPoolProfiles: [systemPool(config, place)],
    networkProfile: networkProfile(config.network),
    enableRBAC: true,
    aadProfile: {
      managed: true,
      enableAzureRBAC: true,
      ...(access.adminGroupObjectIds.length === 0 ? {} : { adminGroupObjectIDs: access.adminGroupObjectIds }),
    },
    disableLocalAccounts: !access.localAccounts,
    apiServerAccessProfile: {
      disableRunCommand: true,
      ...(access.privateCluster ? { enablePrivateCluster: true, enablePrivateClusterPublicFQDN: false } : {}),
      ...(access.authorizedIpRanges.length === 0 ? {} : { authorizedIPRanges: access.authorizedIpRanges }),
    },
    oidcIssuerProfile: { enabled: true },
    securityProfile: {
      workloadIdentity: { enabled: true },
      imageCleaner: { enabled: true, intervalHours: 168 },
    },
    autoUpgradeProfile: { upgradeChannel: upgrades.channel, nodeOSUpgradeChannel: upgrades.nodeChannel },
    nodeResourceGroupProfile: { restrictionLevel: 'ReadOnly' },
    autoScalerProfile: AUTOSCALER,
    ...addons(config),
  };
}

/** GPU nodes are dear: they go ten minutes after the last pod, whatever DaemonSets run on them. */
const AUTOSCALER = {
  expander: 'least-waste',
  ignoreDaemonsetsUtilization: true,
  maxNodeProvisionTime: '20m',
  scaleDownDelayAfterAdd: '10m',
  scaleDownUnneededTime: '10m',
  skipNodesWithLocalStorage: 'false',
};

function systemPool({ systemPool, kubernetesVersion, tags }: StackConfig, { subnetId }: ClusterPlace) {
  return {
    name: 'system',
    mode: 'System',
    ...basePoolArgs(systemPool),
    count: systemPool.min,
    nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'],
    vnetSubnetID: subnetId,
    orchestratorVersion: kubernetesVersion,
    upgradeSettings: { maxSurge: CPU_SURGE },
    tags,
  };
}

function networkProfile({ podCidr, serviceCidr, dnsServiceIp, outbound }: NetworkConfig) {
  return {
    networkPlugin: 'azure',
    networkPluginMode: 'overlay',
    networkDataplane: 'cilium',
    networkPolicy: 'cilium',
    podCidr,
    serviceCidr,
    dnsServiceIP: dnsServiceIp,
    loadBalancerSku: 'standard',
    outboundType: OUTBOUND_TYPE[outbound],
  };
}

function addons({ addons }: StackConfig) {
  const profiles = {
    ...(addons.keyVault
      ? {
          azureKeyvaultSecretsProvider: {
            enabled: true,
            config: { enableSecretRotation: 'true', rotationPollInterval: '2m' },
          },
        }
      : {}),
    ...(addons.policy ? { azurepolicy: { enabled: true, config: { version: 'v2' } } } : {}),
  };
  return {
    ...(Object.keys(profiles).length === 0 ? {} : { addonProfiles: profiles }),
    ...(addons.keda ? { workloadAutoScalerProfile: { keda: { enabled: true } } } : {}),
    ...(addons.monitoring === 'managed' ? { azureMonitorProfile: { metrics: { enabled: true } } } : {}),
    ...(addons.costAnalysis ? { metricsProfile: { costAnalysis: { enabled: true } } } : {}),
  };
}
