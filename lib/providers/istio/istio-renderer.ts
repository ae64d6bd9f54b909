import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { Cluster } from '../../cluster';
import type { ModelsList, ProviderRenderer, RequestFilters } from '../provider-renderer';
import { selfSignedTls } from './destination-rule';
import { envoyFilter } from './envoy-filter';
import { filterOrder } from './filter-order';
import { modelsList } from './models-list';
import { proxyParameters } from './proxy-parameters';

/** What Istio needs beside the standard objects. */
export const ISTIO_RENDERER: ProviderRenderer = {
  selfSignedTls(scope: Construct, id: string, service: string, namespace: string): ApiObject {
    return selfSignedTls(scope, id, service, namespace, Cluster.of(scope).clusterDomain);
  },
  requestFilters(scope: Construct, id: string, filters: RequestFilters): ApiObject {
    const { clusterDomain } = Cluster.of(scope);
    return envoyFilter(scope, id, filters.name, filters.gatewayName, () => filterOrder(filters, clusterDomain));
  },
  modelsList(scope: Construct, id: string, name: string, gateway: string, lists: () => ModelsList[]): ApiObject {
    return envoyFilter(scope, id, name, gateway, () => lists().map(modelsList));
  },
  proxyParameters,
};
