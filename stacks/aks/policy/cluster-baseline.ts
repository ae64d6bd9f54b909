import type { ResourceValidationPolicy } from '@pulumi/policy';
import { azureType, CLUSTER, type Cluster } from './resources';

/** A rule on clusters: why one breaks it, with what to write, or nothing. */
function rule(name: string, description: string, fault: (cluster: Cluster) => string | undefined) {
  const policy: ResourceValidationPolicy = {
    name,
    description,
    validateResource: ({ type, props }, report) => {
      if (azureType(type) !== CLUSTER) return;
      const message = fault(props as Cluster);
      if (message !== undefined) report(message);
    },
  };
  return policy;
}

const EVERYWHERE = /^(0\.0\.0\.0|::)\/0$/;

/** What an AKS cluster that serves others keeps: https://learn.microsoft.com/azure/aks/operator-best-practices-cluster-security */
export const clusterBaseline: readonly ResourceValidationPolicy[] = [
  rule('api-server-reach', 'The API server is private, or answers named addresses only.', (cluster) => {
    const { enablePrivateCluster, authorizedIPRanges = [] } = cluster.apiServerAccessProfile ?? {};
    const open = authorizedIPRanges.find((range) => EVERYWHERE.test(range));
    if (enablePrivateCluster || (authorizedIPRanges.length > 0 && open === undefined)) return undefined;
    const found = open === undefined ? 'is empty' : `has ${open}`;
    return `'authorizedIPRanges' ${found}, so that the API server answers the whole internet: write your own ranges, or 'enablePrivateCluster'`;
  }),
  rule('run-command', 'Nobody runs commands in the cluster through the Azure API.', (cluster) =>
    cluster.apiServerAccessProfile?.disableRunCommand
      ? undefined
      : "'disableRunCommand' is not set, so that a role of Azure is enough to run pods as cluster-admin: write true",
  ),
  rule('local-accounts', 'There is no credential that is not of Entra.', ({ disableLocalAccounts }) =>
    disableLocalAccounts
      ? undefined
      : "'disableLocalAccounts' is not set, so that a certificate nobody can revoke is cluster-admin: write true",
  ),
  rule('entra-rbac', 'Entra knows the people, and Azure RBAC their rights.', ({ aadProfile, enableRBAC }) =>
    aadProfile?.managed && aadProfile.enableAzureRBAC && enableRBAC !== false
      ? undefined
      : "'aadProfile' must have 'managed' and 'enableAzureRBAC', and 'enableRBAC' must not be false: write true for each",
  ),
  rule('workload-identity', 'Pods get identities, not secrets.', ({ oidcIssuerProfile, securityProfile }) =>
    oidcIssuerProfile?.enabled && securityProfile?.workloadIdentity?.enabled
      ? undefined
      : "'oidcIssuerProfile' and 'securityProfile.workloadIdentity' must both be enabled: write { enabled: true }",
  ),
  rule('network-policy', 'Somebody enforces the network policies of the manifests.', ({ networkProfile }) =>
    ['cilium', 'azure', 'calico'].includes(networkProfile?.networkPolicy ?? '')
      ? undefined
      : `'networkPolicy' (${networkProfile?.networkPolicy ?? 'none'}) enforces nothing, so that the walls between tenants are paper: write cilium`,
  ),
  rule('node-patches', 'Nodes get security patches, GPU drivers among them.', ({ autoUpgradeProfile }) =>
    ['NodeImage', 'SecurityPatch'].includes(autoUpgradeProfile?.nodeOSUpgradeChannel ?? '')
      ? undefined
      : `'nodeOSUpgradeChannel' (${autoUpgradeProfile?.nodeOSUpgradeChannel ?? 'none'}) leaves nodes unpatched: write NodeImage`,
  ),
  rule('control-plane-tier', 'The control plane has an uptime that somebody answers for.', ({ sku }) =>
    ['Standard', 'Premium'].includes(sku?.tier ?? '')
      ? undefined
      : `'sku.tier' (${sku?.tier ?? 'Free'}) has no uptime agreement: write Standard`,
  ),
];
