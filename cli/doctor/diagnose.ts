import { type Finding, Severity } from 'cdk8s-inference-gateway';
import type { Cluster } from './cluster';
import { constructPathOf } from './construct-path';
import { DIAGNOSES } from './diagnoses';
import type { Problem } from './diagnosis';
import { judged } from './judged';

/** Page with a section for each diagnosis. */
const DOCS = 'https://github.com/cdk8s-inference-gateway/cdk8s-inference-gateway/blob/main/docs/doctor.md';

/** Everything that is wrong: errors first, causes before what follows from them. */
export function diagnose(cluster: Cluster): Finding[] {
  const own = DIAGNOSES.flatMap(({ id, diagnose: problems }) =>
    [...problems(cluster)].map((problem) => findingOf(cluster, id, problem)),
  );
  const findings = [...own, ...judged(cluster, own)];
  const isError = ({ severity }: Finding) => severity === Severity.ERROR;
  return [...findings.filter(isError), ...findings.filter((finding) => !isError(finding))];
}

function findingOf(cluster: Cluster, rule: string, problem: Problem): Finding {
  const { apiVersion, kind, metadata } = problem.object;
  return {
    rule,
    severity: problem.severity ?? Severity.ERROR,
    object: { apiVersion, kind, namespace: metadata.namespace, name: metadata.name },
    constructPath: constructPathOf(cluster, problem.object),
    message: problem.message,
    fix: problem.fix,
    docs: `${DOCS}#${rule}`,
  };
}
