import * as monitor from '@pulumi/azure-native/monitor';
import type * as pulumi from '@pulumi/pulumi';

interface MonitoringArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Record<string, string>;
  readonly clusterId: pulumi.Input<string>;
}

/** Where the metrics of the cluster's managed Prometheus go: the flag on the cluster alone sends nothing. */
export function managedPrometheus(name: string, args: MonitoringArgs, opts: pulumi.CustomResourceOptions) {
  const { resourceGroupName, location, tags, clusterId } = args;
  const workspace = new monitor.AzureMonitorWorkspace(
    name,
    { resourceGroupName, azureMonitorWorkspaceName: name, location, tags },
    opts,
  );
  const endpoint = new monitor.DataCollectionEndpoint(
    `${name}-endpoint`,
    { resourceGroupName, dataCollectionEndpointName: `${name}-endpoint`, location, kind: 'Linux', tags },
    opts,
  );
  const rule = new monitor.DataCollectionRule(
    `${name}-rule`,
    {
      resourceGroupName,
      dataCollectionRuleName: `${name}-rule`,
      location,
      kind: 'Linux',
      tags,
      dataCollectionEndpointId: endpoint.id,
      dataSources: { prometheusForwarder: [{ name: 'prometheus', streams: ['Microsoft-PrometheusMetrics'] }] },
      destinations: { monitoringAccounts: [{ name: 'workspace', accountResourceId: workspace.id }] },
      dataFlows: [{ streams: ['Microsoft-PrometheusMetrics'], destinations: ['workspace'] }],
    },
    opts,
  );
  new monitor.DataCollectionRuleAssociation(
    `${name}-association`,
    { resourceUri: clusterId, associationName: `${name}-association`, dataCollectionRuleId: rule.id },
    opts,
  );
  return workspace;
}
