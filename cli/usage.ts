import { COMMANDS } from './commands';

const WIDEST = Math.max(...COMMANDS.map(({ name }) => name.length));
const LIST = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(WIDEST)}  ${summary}\n`).join('');

/** What is printed where no command is named. */
export const USAGE = `cdk8s-inference-gateway COMMAND ...

${LIST}
  COMMAND --help  what a command does, and its options
  --version       the version of the library

Exit code: 0 nothing is wrong, 1 something is, 2 nothing could be done.
`;
