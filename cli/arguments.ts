import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageFailure } from './failure';

export const FORMATS = ['text', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** The option of every command that writes findings. */
export const FORMAT = { format: { type: 'string', default: 'text' } } as const;

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>>;

/**
 * Options and other words of a command line.
 *
 * @throws {UsageFailure} if an option is unknown, or lacks its value
 */
export function parsed<T extends Options>(argv: string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: argv, options, allowPositionals: true });
  } catch (error) {
    throw new UsageFailure((error as Error).message);
  }
}

/** @throws {UsageFailure} if there is no such format */
export function formatOf(text: string): Format {
  const format = FORMATS.find((one) => one === text);
  if (format === undefined) {
    throw new UsageFailure(`'--format' (${text}) is no format: write one of ${FORMATS.join(', ')}`);
  }
  return format;
}
