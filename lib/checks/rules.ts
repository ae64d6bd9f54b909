import type { Rule } from './rule';
import { missingBackend } from './rules/path/missing-backend';
import { referenceGrant } from './rules/path/reference-grant';
import { routeListener } from './rules/path/route-listener';
import { blockedConnection } from './rules/wall/blocked-connection';
import { blockedEgress } from './rules/wall/blocked-egress';
import { openEgress } from './rules/wall/open-egress';
import { openIngress } from './rules/wall/open-ingress';

/** All rules, in the order of a request's way. */
export const RULES: readonly Rule[] = [
  routeListener,
  missingBackend,
  referenceGrant,
  blockedConnection,
  blockedEgress,
  openIngress,
  openEgress,
];
