import type { Command } from './command';
import { ACCEPTANCE } from './commands/acceptance';
import { API_KEY } from './commands/api-key';
import { CHECK } from './commands/check';
import { DOCTOR } from './commands/doctor';
import { ISTIO_VALUES } from './commands/istio-values';

/** All commands, in the order in which they are listed. */
export const COMMANDS: readonly Command[] = [CHECK, ACCEPTANCE, DOCTOR, API_KEY, ISTIO_VALUES];
