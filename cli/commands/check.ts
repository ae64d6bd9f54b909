import { Checks, type JudgeOptions, Severity } from 'cdk8s-inference-gateway';
import { json } from '../formats/json';
import { text } from '../formats/text';
import { read } from '../reader';
import { coloured, type Terminal } from '../terminal';

export const FORMATS = ['text', 'json'] as const;

/** What `check` is told. */
export interface CheckArguments {
  /** Folders, files, or `-`. */
  readonly targets: readonly string[];
  readonly format: (typeof FORMATS)[number];
  readonly options: JudgeOptions;
}

/** Judges all objects of the targets together. */
export async function check({ targets, format, options }: CheckArguments, terminal: Terminal): Promise<number> {
  const { manifests, files, notes } = await read(targets, terminal.stdin);
  for (const note of notes) terminal.stderr.write(`${note}\n`);
  const findings = Checks.judge(manifests, options);
  const judged = { findings, objects: manifests.length, files };
  terminal.stdout.write(format === 'json' ? json(judged) : text(judged, coloured(terminal)));
  return findings.some(({ severity }) => severity === Severity.ERROR) ? 1 : 0;
}
