import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { verifiedTls } from '../backend-tls-policy';
import type { ModelsList, ProviderRenderer, RequestFilters } from '../provider-renderer';
import { accessLog } from './access-log';
import { callerPolicies } from './callers/caller-policies';
import { selfSignedTls } from './destination-rule';
import { envoyFilter } from './envoy-filter';
import { filterOrder } from './filter-order';
import { budgetPatches } from './filters/budget-descriptors';
import { hostPatch } from './host-patch';
import { modelsList } from './models-list';
import { parallelLimit } from './parallel-limit';
import { proxyParameters } from './proxy-parameters';
import { routePatches } from './route-patches';

/** What Istio needs beside the standard objects. */
export const ISTIO_RENDERER: ProviderRenderer = {
  selfSignedTls,
  verifiedTls,
  requestFilters(
    scope: Construct,
    id: string,
    name: string,
    gateway: string,
    filters: () => RequestFilters,
  ): ApiObject {
    return envoyFilter(scope, id, name, gateway, () => {
      const current = filters();
      return [
        ...filterOrder(current),
        ...current.hosts.map(hostPatch),
        ...budgetPatches(current.budgets.hosts),
        ...routePatches(current.routes),
      ];
    });
  },
  modelsList(scope: Construct, id: string, name: string, gateway: string, lists: () => ModelsList[]): ApiObject {
    return envoyFilter(scope, id, name, gateway, () => lists().map(modelsList));
  },
  accessLog,
  callerPolicies,
  parallelLimit,
  proxyParameters,
};
