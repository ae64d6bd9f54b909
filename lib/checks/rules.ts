import type { Rule } from './rule';
import { missingBackend } from './rules/path/missing-backend';
import { referenceGrant } from './rules/path/reference-grant';
import { routeListener } from './rules/path/route-listener';

/** All rules, in the order of a request's way. */
export const RULES: readonly Rule[] = [routeListener, missingBackend, referenceGrant];
