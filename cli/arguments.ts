import { parseArgs } from 'node:util';
import { Checks, type ExistingObject, type JudgeOptions } from 'cdk8s-inference-gateway';
import { type CheckArguments, FORMATS } from './commands/check';
import type { DoctorArguments } from './commands/doctor';
import { doctorArgumentsOf } from './doctor/arguments';
import { UsageFailure } from './failure';

/** A command line, understood. */
export type Arguments =
  | { readonly show: 'help' | 'version' }
  | { readonly check: CheckArguments }
  | { readonly doctor: DoctorArguments };

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  exists: { type: 'string', multiple: true, default: [] as string[] },
  namespace: { type: 'string', short: 'n' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

export function argumentsOf(argv: string[]): Arguments {
  if (argv[0] === 'doctor') return doctorArgumentsOf(argv.slice(1));
  const { values, positionals } = parsed(argv);
  if (values.help) return { show: 'help' };
  if (values.version) return { show: 'version' };
  const [command, ...targets] = positionals;
  if (command === undefined) throw new UsageFailure('no command: write check FOLDER, or doctor');
  if (command !== 'check') throw new UsageFailure(`'${command}' is no command: write check FOLDER, or doctor`);
  if (targets.length === 0) throw new UsageFailure("nothing to check: write check FOLDER, or '-' for standard input");
  const format = FORMATS.find((one) => one === values.format);
  if (format === undefined) {
    throw new UsageFailure(`'--format' (${values.format}) is no format: write one of ${FORMATS.join(', ')}`);
  }
  return { check: { targets, format, options: judgeOptions(values) } };
}

function parsed(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageFailure((error as Error).message);
  }
}

function judgeOptions(values: { readonly exists: string[]; readonly namespace?: string }): JudgeOptions {
  const options = { exists: values.exists.map(existing), namespace: values.namespace };
  try {
    Checks.judge([], options);
    return options;
  } catch (error) {
    throw new UsageFailure((error as Error).message);
  }
}

function existing(text: string): ExistingObject {
  const parts = text.split('/');
  const [kind, name] = [parts[0], parts.at(-1)];
  if (!kind || !name || parts.length < 2 || parts.length > 3) {
    throw new UsageFailure(
      `'--exists' (${text}) must be KIND/NAMESPACE/NAME, or KIND/NAME without a namespace: write Secret/models/hf`,
    );
  }
  return parts.length === 3 ? { kind, namespace: parts[1], name } : { kind, name };
}
