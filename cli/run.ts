import { readFileSync } from 'node:fs';
import { argumentsOf } from './arguments';
import { check } from './commands/check';
import { doctor } from './commands/doctor';
import { Failure, UsageFailure } from './failure';
import type { Terminal } from './terminal';
import { USAGE } from './usage';

/** Runs one command line and returns the exit code of its process. */
export async function run(argv: string[], terminal: Terminal): Promise<number> {
  try {
    const args = argumentsOf(argv);
    if ('check' in args) return await check(args.check, terminal);
    if ('doctor' in args) return await doctor(args.doctor, terminal);
    terminal.stdout.write(args.show === 'help' ? USAGE : `${version()}\n`);
    return 0;
  } catch (error) {
    const message = error instanceof Failure ? error.message : ((error as Error).stack ?? String(error));
    terminal.stderr.write(`${message}\n`);
    if (error instanceof UsageFailure) terminal.stderr.write(`\n${USAGE}`);
    return 2;
  }
}

function version(): string {
  return JSON.parse(readFileSync(require.resolve('cdk8s-inference-gateway/package.json'), 'utf8')).version;
}
