import type { Rule } from './rule';
import { missingBackend } from './rules/path/missing-backend';
import { referenceGrant } from './rules/path/reference-grant';
import { routeListener } from './rules/path/route-listener';
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
  routeListener,
  missingBackend,
  referenceGrant,
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
];
