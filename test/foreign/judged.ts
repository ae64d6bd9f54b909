import type { Finding } from '../../lib';
import { ended } from '../cli/terminal';

/** What `check` found. */
export interface Judged {
  readonly code: number;
  readonly findings: Finding[];
}

/** Runs `check` on a text or on folders, and prints what it finds, so that a false finding is seen. */
export async function judged(title: string, stdin: string, targets = ['-'], options: string[] = []): Promise<Judged> {
  const args = ['check', ...targets, '-n', 'models', ...options];
  const text = await ended(args, { stdin });
  const { code, stdout, stderr } = await ended([...args, '--format', 'json'], { stdin });
  if (code === 2) throw new Error(stderr);
  const findings: Finding[] = JSON.parse(stdout);
  if (findings.length > 0) process.stderr.write(`\n${title}\n${text.stdout}`);
  return { code, findings };
}

/** Errors in short: `rule Kind namespace/name: message`. */
export function errors({ findings }: Judged): string[] {
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, object: { kind, namespace, name }, message }) => `${rule} ${kind} ${namespace}/${name}: ${message}`);
}
