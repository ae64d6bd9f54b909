import type { IConstruct } from 'constructs';
import { type Finding, Severity } from './finding';

/** A finding that its owner accepts. */
export interface Exception {
  readonly rule: string;
  readonly on: IConstruct;
  readonly reason: string;
}

/** Turns accepted errors into warnings, and reports exceptions that nothing needs. */
export function accept(findings: readonly Finding[], exceptions: readonly Exception[], docs: string): Finding[] {
  const used = new Set<Exception>();
  const accepted = findings.map((finding) => {
    if (finding.severity !== Severity.ERROR) return finding;
    const exception = exceptions.find((one) => one.rule === finding.rule && contains(one.on, finding.constructPath));
    if (exception === undefined) return finding;
    used.add(exception);
    return {
      ...finding,
      severity: Severity.WARNING,
      message: `${finding.message} (accepted: ${exception.reason})`,
    };
  });
  const unneeded = exceptions
    .filter((exception) => !used.has(exception))
    .map(({ rule, on, reason }) => ({
      rule,
      severity: Severity.WARNING,
      object: { apiVersion: '', kind: 'Construct', name: on.node.path },
      constructPath: on.node.path,
      message: `is excepted from this rule (${reason}), but the rule finds no error there`,
      fix: `remove Checks.of(app).warn('${rule}', ...)`,
      docs: `${docs}#${rule}`,
    }));
  return [...accepted, ...unneeded];
}

function contains(scope: IConstruct, path: string | undefined): boolean {
  const prefix = scope.node.path;
  return path !== undefined && (prefix === '' || path === prefix || path.startsWith(`${prefix}/`));
}
