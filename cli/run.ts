import { readFileSync } from 'node:fs';
import { COMMANDS } from './commands';
import { Failure, UsageFailure } from './failure';
import type { Terminal } from './terminal';
import { USAGE } from './usage';

const HELP = ['--help', '-h'];

/** Runs one command line and returns the exit code of its process. */
export async function run([name = '', ...argv]: string[], terminal: Terminal): Promise<number> {
  const command = COMMANDS.find((one) => one.name === name);
  const usage = command?.usage ?? USAGE;
  try {
    if (command === undefined) terminal.stdout.write(shown(name));
    else if (argv.some((word) => HELP.includes(word))) terminal.stdout.write(usage);
    else return await command.run(argv, terminal);
    return 0;
  } catch (error) {
    const message = error instanceof Failure ? error.message : ((error as Error).stack ?? String(error));
    terminal.stderr.write(`${message}\n`);
    if (error instanceof UsageFailure) terminal.stderr.write(`\n${usage}`);
    return 2;
  }
}

/** What is asked of the program itself. */
function shown(name: string): string {
  if (HELP.includes(name)) return USAGE;
  if (name === '--version') return `${version()}\n`;
  const names = COMMANDS.map((one) => one.name).join(' or ');
  if (name === '' || name.startsWith('-')) throw new UsageFailure(`no command: write ${names} first`);
  throw new UsageFailure(`'${name}' is no command: write ${names}`);
}

function version(): string {
  return JSON.parse(readFileSync(require.resolve('cdk8s-inference-gateway/package.json'), 'utf8')).version;
}
