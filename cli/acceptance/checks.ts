import type { AcceptanceCheck } from './acceptance-check';
import { ANSWERS, STILL_ANSWERS } from './checks/answers';
import { BURST } from './checks/burst';
import { CONTROL_ENDPOINTS } from './checks/control-endpoints';
import { HOSTILE_HEADERS } from './checks/hostile-headers';
import { IDENTITY } from './checks/identity';
import { LARGE_BODY } from './checks/large-body';
import { MALFORMED_JSON } from './checks/malformed-json';
import { MISSING_MODEL } from './checks/missing-model';
import { MIXED } from './checks/mixed';
import { MODELS_LIST } from './checks/models-list';
import { NOT_JSON } from './checks/not-json';
import { STREAM } from './checks/stream';
import { UNKNOWN_LENGTH } from './checks/unknown-length';
import { UNKNOWN_MODEL } from './checks/unknown-model';

/** All checks, in the order in which they run: without the first one, the others would only say the same. */
export const CHECKS: readonly [AcceptanceCheck, ...AcceptanceCheck[]] = [
  ANSWERS,
  MODELS_LIST,
  STREAM,
  BURST,
  MIXED,
  HOSTILE_HEADERS,
  CONTROL_ENDPOINTS,
  UNKNOWN_MODEL,
  MISSING_MODEL,
  MALFORMED_JSON,
  NOT_JSON,
  LARGE_BODY,
  UNKNOWN_LENGTH,
  IDENTITY,
  STILL_ANSWERS,
];
