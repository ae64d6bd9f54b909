import type { Rule } from './rule';
import { objectName } from './rules/names/object-name';
import { extProcTls } from './rules/path/ext-proc-tls';
import { missingBackend } from './rules/path/missing-backend';
import { modelName } from './rules/path/model-name';
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

/** All rules, in the order of a request's way. */
export const RULES: readonly Rule[] = [
  objectName,
  routeListener,
  routeConflict,
  publishedPaths,
  providerSupport,
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
];
