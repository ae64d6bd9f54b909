import type { Command } from './command';
import { ACCEPTANCE } from './commands/acceptance';
import { CHECK } from './commands/check';
import { DOCTOR } from './commands/doctor';

/** All commands, in the order in which they are listed. */
export const COMMANDS: readonly Command[] = [CHECK, ACCEPTANCE, DOCTOR];
