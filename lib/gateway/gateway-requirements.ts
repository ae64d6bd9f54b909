import type { ProxyPods } from '../models/model-pool-protocol';
import { toPool, toService } from '../network/gateway-walls';
import { pods, policyManifest, tcp } from '../network/network-policy';
import type { _Requirement } from '../requirements';
import type { ExistingListeners, UsedListener } from './existing-listeners';
import { namespaceSelector } from './listener-table';
import { mappingData, modelMapping } from './model-mapping';
import type { RoutedModels } from './routed-models';

/** Listeners that admit the namespaces of routes, or namespaces that carry what listeners admit. */
export function admission(
  gateway: ProxyPods,
  used: UsedListener[],
  isExisting: (namespace: string) => boolean,
): _Requirement[] {
  const unlabelled = used.filter(({ existing }) => existing.namespaceLabels === undefined);
  const labelled = used.filter(({ existing }) => existing.namespaceLabels !== undefined);
  return [
    ...(unlabelled.length === 0 ? [] : [admitted(gateway, unlabelled)]),
    ...labelled.flatMap(({ existing, namespaces }) =>
      namespaces.filter(isExisting).map((namespace) => ({
        namespace,
        why: `listener '${existing.name}' of Gateway '${gateway.namespace}/${gateway.gatewayName}' admits routes of namespaces with these labels`,
        object: { apiVersion: 'v1', kind: 'Namespace', name: namespace, labels: existing.namespaceLabels },
      })),
    ),
  ];
}

function admitted({ gatewayName, namespace }: ProxyPods, used: UsedListener[]): _Requirement {
  const listeners = used.map(({ existing, namespaces }) => ({
    name: existing.name,
    allowedRoutes: { namespaces: { from: 'Selector', selector: namespaceSelector(namespaces) } },
  }));
  return {
    namespace,
    why: `listeners of Gateway '${gatewayName}' admit the namespaces of routes; where this conflicts, add them to what is admitted already`,
    object: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', name: gatewayName, spec: { listeners } },
  };
}

/** What the body router must know of models and their adapters. */
export function mappings(
  { gatewayName, namespace }: ProxyPods,
  models: RoutedModels,
  modelNames: string[],
): _Requirement[] {
  return modelNames.map((modelName) => ({
    namespace,
    why: `the body router of Gateway '${gatewayName}' knows model '${modelName}'`,
    object: modelMapping(gatewayName, modelName, mappingData(modelName, models.adaptersOf(modelName))),
  }));
}

/** Ways from clients to the proxies, and from the proxies to pools and Services. */
export function walls(
  { gatewayName, namespace, podLabels }: ProxyPods,
  listeners: ExistingListeners,
  { pools, services }: RoutedModels,
): _Requirement[] {
  const clients = listeners.namespaces.map((client) => ({
    namespace,
    why: `pods of namespace '${client}' reach the proxies`,
    object: policyManifest({
      name: `${gatewayName}-from-${client}`,
      podLabels,
      ingress: [{ from: [pods(client)], ports: tcp(...listeners.ports) }],
    }),
  }));
  const toPools = pools.map((pool) => ({
    namespace,
    why: `the proxies reach endpoint picker and model servers of pool '${pool.namespace}/${pool.poolName}'`,
    object: policyManifest({
      name: `${gatewayName}-to-${pool.namespace}-${pool.poolName}`,
      podLabels,
      egress: toPool(pool),
    }),
  }));
  const toServices = services.map((service) => ({
    namespace,
    why: `the proxies reach the pods of Service '${service.namespace}/${service.serviceName}'`,
    object: policyManifest({
      name: `${gatewayName}-to-${service.namespace}-${service.serviceName}-service`,
      podLabels,
      egress: [toService(service)],
    }),
  }));
  return [...clients, ...toPools, ...toServices];
}
