import { parseArgs } from 'node:util';
import { FORMATS } from '../commands/check';
import type { DoctorArguments } from '../commands/doctor';
import { UsageFailure } from '../failure';

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  namespace: { type: 'string', short: 'n' },
  context: { type: 'string' },
  kubeconfig: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The words after `doctor`, understood. */
export function doctorArgumentsOf(argv: string[]): { readonly show: 'help' } | { readonly doctor: DoctorArguments } {
  const { values, positionals } = parsed(argv);
  if (values.help) return { show: 'help' };
  const { namespace, context, kubeconfig } = values;
  const format = FORMATS.find((one) => one === values.format);
  if (format === undefined) {
    throw new UsageFailure(`'--format' (${values.format}) is no format: write one of ${FORMATS.join(', ')}`);
  }
  if (positionals.length > 1) {
    throw new UsageFailure(
      `doctor takes one folder of manifests, not ${positionals.length}: write doctor ${positionals[0]}`,
    );
  }
  return { doctor: { manifests: positionals[0], format, namespace, context, kubeconfig } };
}

function parsed(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageFailure((error as Error).message);
  }
}
