import type { Command } from './command';
import { CHECK } from './commands/check';

/** All commands, in the order in which they are listed. */
export const COMMANDS: readonly Command[] = [CHECK];
