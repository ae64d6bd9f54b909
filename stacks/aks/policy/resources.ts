/** The part of an AKS cluster that the rules read. */
export interface Cluster {
  readonly sku?: { readonly tier?: string };
  readonly agentPoolProfiles?: readonly Pool[];
  readonly aadProfile?: { readonly managed?: boolean; readonly enableAzureRBAC?: boolean };
  readonly apiServerAccessProfile?: {
    readonly enablePrivateCluster?: boolean;
    readonly authorizedIPRanges?: readonly string[];
    readonly disableRunCommand?: boolean;
  };
  readonly autoUpgradeProfile?: { readonly nodeOSUpgradeChannel?: string };
  readonly disableLocalAccounts?: boolean;
  readonly enableRBAC?: boolean;
  readonly networkProfile?: { readonly networkPolicy?: string };
  readonly oidcIssuerProfile?: { readonly enabled?: boolean };
  readonly securityProfile?: { readonly workloadIdentity?: { readonly enabled?: boolean } };
}

/** The part of a node pool that the rules read, on its own or within a cluster. */
export interface Pool {
  readonly agentPoolName?: string;
  readonly name?: string;
  readonly vmSize?: string;
  readonly count?: number;
  readonly enableAutoScaling?: boolean;
  readonly enableNodePublicIP?: boolean;
  readonly minCount?: number;
  readonly maxCount?: number;
  readonly nodeLabels?: Readonly<Record<string, string>>;
  readonly nodeTaints?: readonly string[];
  readonly powerState?: { readonly code?: string };
  readonly scaleSetPriority?: string;
}

/** Types of azure-native, with a version in them or without. */
const TYPE = /^azure-native:(\w+)(?:\/\w+)?:(\w+)$/;

/** `containerservice:ManagedCluster` of a resource of azure-native. */
export function azureType(type: string): string {
  const [, module = '', kind = ''] = TYPE.exec(type) ?? [];
  return `${module}:${kind}`;
}

export const CLUSTER = 'containerservice:ManagedCluster';
export const POOL = 'containerservice:AgentPool';
export const GROUP = 'resources:ResourceGroup';

/** Whether the nodes have GPUs: all such sizes of Azure are of an N series. */
export function hasGpus({ vmSize = '' }: Pool): boolean {
  return /^Standard_N/.test(vmSize);
}
