import type { Rule } from './rule';
import { backendTlsName } from './rules/identity/backend-tls-name';
import { bodyBeforeIdentity } from './rules/identity/body-before-identity';
import { budgetStore } from './rules/identity/budget-store';
import { jwks } from './rules/identity/jwks';
import { jwtLocation } from './rules/identity/jwt-location';
import { jwtWithoutPolicy } from './rules/identity/jwt-without-policy';
import { policyOverride } from './rules/identity/policy-override';
import { policyTarget } from './rules/identity/policy-target';
import { tenantIdentity } from './rules/identity/tenant-identity';
import { objectName } from './rules/names/object-name';
import { extProcTls } from './rules/path/ext-proc-tls';
import { inferenceObjective } from './rules/path/inference-objective';
import { missingBackend } from './rules/path/missing-backend';
import { modelName } from './rules/path/model-name';
import { parallelLimit } from './rules/path/parallel-limit';
import { pickerArguments } from './rules/path/picker-arguments';
import { pickerRights } from './rules/path/picker-rights';
import { pickerRollout } from './rules/path/picker-rollout';
import { pickerService } from './rules/path/picker-service';
import { poolPort } from './rules/path/pool-port';
import { poolSelector } from './rules/path/pool-selector';
import { providerSupport } from './rules/path/provider-support';
import { publishedPaths } from './rules/path/published-paths';
import { referenceGrant } from './rules/path/reference-grant';
import { routeConflict } from './rules/path/route-conflict';
import { routeListener } from './rules/path/route-listener';
import { uniqueModelName } from './rules/path/unique-model-name';
import { containerImage } from './rules/references/container-image';
import { missingReference } from './rules/references/missing-reference';
import { serviceSelector } from './rules/references/service-selector';
import { autoscaler } from './rules/room/autoscaler';
import { disruptionBudget } from './rules/room/disruption-budget';
import { gpuRequest } from './rules/room/gpu-request';
import { gpuRollout } from './rules/room/gpu-rollout';
import { quotaRoom } from './rules/room/quota-room';
import { drain } from './rules/time/drain';
import { loadBalancerIdle } from './rules/time/load-balancer-idle';
import { proxyDrain } from './rules/time/proxy-drain';
import { routeTimeouts } from './rules/time/route-timeouts';
import { blockedConnection } from './rules/wall/blocked-connection';
import { blockedEgress } from './rules/wall/blocked-egress';
import { openEgress } from './rules/wall/open-egress';
import { openIngress } from './rules/wall/open-ingress';

/** All rules, in the order of a request's way. */
export const RULES: readonly Rule[] = [
  objectName,
  containerImage,
  routeListener,
  routeConflict,
  publishedPaths,
  providerSupport,
  policyTarget,
  jwks,
  jwtLocation,
  jwtWithoutPolicy,
  policyOverride,
  bodyBeforeIdentity,
  tenantIdentity,
  modelName,
  uniqueModelName,
  missingBackend,
  referenceGrant,
  poolSelector,
  poolPort,
  pickerService,
  pickerArguments,
  pickerRights,
  pickerRollout,
  extProcTls,
  inferenceObjective,
  parallelLimit,
  backendTlsName,
  serviceSelector,
  missingReference,
  routeTimeouts,
  drain,
  proxyDrain,
  loadBalancerIdle,
  gpuRequest,
  gpuRollout,
  quotaRoom,
  autoscaler,
  disruptionBudget,
  blockedConnection,
  blockedEgress,
  openIngress,
  openEgress,
  budgetStore,
];
