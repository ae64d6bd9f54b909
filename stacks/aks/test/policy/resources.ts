/** A resource as the engine hands it to the policies. */
export interface Sample {
  readonly type: string;
  readonly props: Record<string, unknown>;
  readonly protect?: boolean;
}

/** A cluster that keeps every rule. */
export const CLUSTER: Sample = {
  type: 'azure-native:containerservice:ManagedCluster',
  protect: true,
  props: {
    sku: { name: 'Base', tier: 'Standard' },
    enableRBAC: true,
    aadProfile: { managed: true, enableAzureRBAC: true },
    disableLocalAccounts: true,
    apiServerAccessProfile: { authorizedIPRanges: ['203.0.113.0/24'], disableRunCommand: true },
    autoUpgradeProfile: { nodeOSUpgradeChannel: 'NodeImage' },
    networkProfile: { networkPolicy: 'cilium' },
    oidcIssuerProfile: { enabled: true },
    securityProfile: { workloadIdentity: { enabled: true } },
    agentPoolProfiles: [
      { name: 'system', vmSize: 'Standard_D4ads_v5', enableAutoScaling: true, minCount: 3, maxCount: 5 },
    ],
    tags: { owner: 'red' },
  },
};

/** A GPU pool that keeps every rule. */
export const GPU_POOL: Sample = {
  type: 'azure-native:containerservice:AgentPool',
  props: {
    agentPoolName: 'h100',
    vmSize: 'Standard_NC40ads_H100_v5',
    enableAutoScaling: true,
    minCount: 0,
    maxCount: 4,
    nodeTaints: ['nvidia.com/gpu=present:NoSchedule'],
    nodeLabels: { 'node.kubernetes.io/exclude-from-external-load-balancers': 'true' },
    tags: { owner: 'red' },
  },
};

export const GROUP: Sample = {
  type: 'azure-native:resources:ResourceGroup',
  protect: true,
  props: { resourceGroupName: 'inference', tags: { owner: 'red' } },
};

/** A sample with other properties; `undefined` takes one away. */
export function changed(sample: Sample, change: Record<string, unknown>): Sample {
  const entries = Object.entries({ ...sample.props, ...change }).filter(([, value]) => value !== undefined);
  return { ...sample, props: Object.fromEntries(entries) };
}
