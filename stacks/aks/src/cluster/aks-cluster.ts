import * as containerservice from '@pulumi/azure-native/containerservice';
import { UserAssignedIdentity } from '@pulumi/azure-native/managedidentity';
import * as pulumi from '@pulumi/pulumi';
import type { StackConfig } from '../config/config';
import { clusterArgs } from './cluster-args';
import { kubeconfigFor } from './kubeconfig';
import { maintenanceArgs } from './maintenance';
import { managedPrometheus } from './monitoring';
import { cpuPoolArgs, type PoolPlace } from './pool-args';
import { registryAccess } from './registry';
import { grant, ROLES } from './roles';

export interface AksClusterArgs {
  readonly config: StackConfig;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly subnetId: pulumi.Input<string>;
}

/** AKS with its system and CPU pools, identities, maintenance windows, registry access and metrics. */
export class AksCluster extends pulumi.ComponentResource {
  readonly cluster: containerservice.ManagedCluster;
  readonly cpuPool: containerservice.AgentPool;
  /** Where further pools are made. */
  readonly place: PoolPlace;
  readonly kubeconfig: pulumi.Output<string>;
  readonly oidcIssuerUrl: pulumi.Output<string>;
  readonly kubeletObjectId: pulumi.Output<string>;
  readonly registryId?: pulumi.Output<string>;

  constructor(name: string, args: AksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super('inference-gateway:aks:AksCluster', name, {}, opts);
    const { config, resourceGroupName, subnetId } = args;
    const { location, tags, access, addons } = config;
    const parent = { parent: this };

    const identityName = `${name}-control-plane`;
    const identity = new UserAssignedIdentity(
      identityName,
      { resourceGroupName, resourceName: identityName, location, tags },
      parent,
    );
    // AKS attaches load balancers to the subnet as this identity.
    const network = grant(
      `${name}-network`,
      { role: ROLES.NETWORK_CONTRIBUTOR, scope: subnetId, principalId: identity.principalId },
      parent,
    );
    this.cluster = new containerservice.ManagedCluster(
      name,
      clusterArgs(config, { resourceGroupName, subnetId, identityId: identity.id }),
      {
        parent: this,
        dependsOn: [network],
        protect: config.protect,
        // Pools cannot be changed through the cluster, and a difference here once replaced clusters.
        ignoreChanges: ['agentPoolProfiles'],
      },
    );
    const resourceName = this.cluster.name;
    for (const windowArgs of maintenanceArgs(config.upgrades, { resourceGroupName, resourceName })) {
      new containerservice.MaintenanceConfiguration(`${name}-${windowArgs.configName}`, windowArgs, parent);
    }
    this.place = {
      resourceGroupName,
      clusterName: resourceName,
      subnetId,
      kubernetesVersion: config.kubernetesVersion,
      tags,
    };
    this.cpuPool = new containerservice.AgentPool(`${name}-cpu`, cpuPoolArgs(config.cpuPool, this.place), {
      parent: this,
      ignoreChanges: ['count'],
      deleteBeforeReplace: false,
    });

    this.oidcIssuerUrl = this.cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL ?? '');
    this.kubeletObjectId = this.cluster.identityProfile.apply((profile) => profile?.kubeletidentity?.objectId ?? '');
    this.registryId = registryAccess(
      `${name}-registry`,
      { addons, resourceGroupName, location, tags, kubeletObjectId: this.kubeletObjectId },
      parent,
    );
    if (addons.monitoring === 'managed') {
      managedPrometheus(`${name}-metrics`, { resourceGroupName, location, tags, clusterId: this.cluster.id }, parent);
    }
    const signedIn =
      access.deployerObjectId === undefined
        ? []
        : [
            grant(
              `${name}-deployer`,
              {
                role: ROLES.AKS_RBAC_CLUSTER_ADMIN,
                scope: this.cluster.id,
                principalId: access.deployerObjectId,
                principalType: access.deployerType,
              },
              parent,
            ),
          ];
    // The role first: without it the credentials open nothing.
    const ready = pulumi.all([this.cluster.name, ...signedIn.map(({ id }) => id)]).apply(([own]) => own);
    this.kubeconfig = clusterKubeconfig({ resourceGroupName, clusterName: ready, login: access.kubelogin }, parent);
    this.registerOutputs({ clusterName: this.cluster.name, kubeconfig: this.kubeconfig });
  }
}

interface Credentials {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly clusterName: pulumi.Input<string>;
  readonly login: StackConfig['access']['kubelogin'];
}

/** Kubeconfig of a cluster, as a secret; empty while the cluster is not known. */
export function clusterKubeconfig({ resourceGroupName, clusterName, login }: Credentials, opts: pulumi.InvokeOptions) {
  const credentials = containerservice.listManagedClusterUserCredentialsOutput(
    { resourceGroupName, resourceName: clusterName, format: 'exec' },
    opts,
  );
  return pulumi.secret(credentials.apply(({ kubeconfigs }) => kubeconfigFor(kubeconfigs?.[0]?.value, login)));
}
